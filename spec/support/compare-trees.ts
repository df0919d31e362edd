import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** One thing in a tree. */
export interface ManifestEntry {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Of a file. */
  readonly size: number;
  readonly mtimeNs: bigint;
  /** SHA-256 of a file's contents, in hex; the target of a link. */
  readonly content: string;
}

/** How strictly two trees are compared. */
export interface CompareOptions {
  /** Nanoseconds that files' times may differ by: 2,000, since `fs.utimes` is off by up to 1.2 us. */
  readonly tolerance?: number;
  /** The times of folders count too; they do not by default. */
  readonly folderTimes?: boolean;
  /** Files are compared by contents; with false, by size and time alone. */
  readonly contents?: boolean;
}

/** Everything below `root`, by its path relative to it with `/`; without `contents`, nothing is read. */
export function manifest(root: string, contents = true): Map<string, ManifestEntry> {
  const entries = new Map<string, ManifestEntry>();
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const entry = look(join(root, path), contents);
      entries.set(path, entry);
      if (entry.kind === 'folder') folders.push(path);
    }
  }
  return entries;
}

/** What differs between two trees, one line a difference; none when they are the same. */
export function compareTrees(a: string, b: string, options: CompareOptions = {}): string[] {
  const { tolerance = 2_000, folderTimes = false, contents = true } = options;
  const [left, right] = [manifest(a, contents), manifest(b, contents)];
  const differences: string[] = [];
  for (const [path, one] of left) {
    const other = right.get(path);
    if (other === undefined) {
      differences.push(`only in the first: ${path}`);
      continue;
    }
    const apart = Number(one.mtimeNs - other.mtimeNs);
    if (one.kind !== other.kind) differences.push(`${one.kind} and ${other.kind}: ${path}`);
    else if (one.size !== other.size) differences.push(`${one.size} and ${other.size} bytes: ${path}`);
    else if (one.content !== other.content) differences.push(`other contents: ${path}`);
    else if ((one.kind === 'file' || (folderTimes && one.kind === 'folder')) && Math.abs(apart) > tolerance) {
      differences.push(`times ${apart} ns apart: ${path}`);
    }
  }
  for (const path of right.keys()) if (!left.has(path)) differences.push(`only in the second: ${path}`);
  return differences;
}

function look(path: string, contents: boolean): ManifestEntry {
  const stats = lstatSync(path, { bigint: true });
  const { mtimeNs } = stats;
  if (stats.isDirectory()) return { kind: 'folder', size: 0, mtimeNs, content: '' };
  if (stats.isSymbolicLink()) return { kind: 'link', size: 0, mtimeNs, content: readlinkSync(path) };
  if (!stats.isFile()) return { kind: 'other', size: 0, mtimeNs, content: '' };
  const content = contents ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
  return { kind: 'file', size: Number(stats.size), mtimeNs, content };
}
