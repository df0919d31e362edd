import type { Dirent } from '../share/dirent.ts';
import type { Stats } from '../share/stats.ts';
import { formatBytes, formatTime } from './sizes.ts';

/** What an entry of a share is, in a word. */
export function typeOf(stats: Stats): 'file' | 'folder' | 'link' {
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'file';
}

/** [MS-FSCC] 2.6 File Attributes, by the letters that the `attrib` command of Windows shows. */
const ATTRIBUTES = [
  ['r', 'readonly', 0x1],
  ['h', 'hidden', 0x2],
  ['s', 'system', 0x4],
  ['a', 'archive', 0x20],
] as const;

/** The names of the attributes that are set. */
export function attributeNames({ fileAttributes }: Stats): string[] {
  return ATTRIBUTES.filter(([, , bit]) => (fileAttributes & bit) !== 0).map(([, name]) => name);
}

/** `d`, `l` or `-`, and a letter or `-` for each attribute. */
export function modeText(stats: Stats): string {
  const type = { folder: 'd', link: 'l', file: '-' }[typeOf(stats)];
  const letters = ATTRIBUTES.map(([letter, , bit]) => ((stats.fileAttributes & bit) !== 0 ? letter : '-'));
  return `${type}${letters.join('')}`;
}

/** One entry of a listing, for `--json`. */
export function entryRecord(path: string, stats: Stats): Record<string, unknown> {
  return {
    path,
    type: typeOf(stats),
    size: stats.isDirectory() ? 0 : stats.size,
    mtime: stats.mtime.toISOString(),
    attributes: attributeNames(stats),
  };
}

/** The lines of a long listing, its columns aligned. */
export function longLines(
  entries: readonly Pick<Dirent, 'name' | 'stats'>[],
  human: boolean,
  show: (name: string) => string,
): string[] {
  const sizes = entries.map(({ stats }) => {
    const size = stats.isDirectory() ? 0 : stats.size;
    return human ? formatBytes(size) : String(size);
  });
  const width = Math.max(0, ...sizes.map(size => size.length));
  return entries.map(({ name, stats }, index) => {
    const size = (sizes[index] ?? '').padStart(width);
    return `${modeText(stats)} ${size} ${formatTime(stats.mtime)} ${show(name)}`;
  });
}
