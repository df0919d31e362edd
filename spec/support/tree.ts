import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What {@link difficultTree} makes; the same options make the same tree, times included. */
export interface TreeOptions {
  readonly seed?: number;
  /** Files in the one full folder; 5,000 by default. */
  readonly many?: number;
  /** Bytes of the largest file; 9 MiB and some by default, more than one READ of Samba's. */
  readonly largest?: number;
  /** Levels of the deep folder; 24 by default. */
  readonly depth?: number;
}

/** How many things a tree has. */
export interface TreeCount {
  files: number;
  folders: number;
  bytes: number;
}

const REPOSITORY = join(import.meta.dirname, '..', '..');
const MIB = 1024 * 1024;

/**
 * Names that have broken clients. Every component fits the 255 bytes of ext4 as well as the 255 UTF-16 units
 * of SMB, and none needs the mapping of forbidden characters.
 */
const NAMES = [
  'with space',
  ' leading space',
  'two  spaces.txt',
  'émoji 🎉 and 👩‍👩‍👧‍👦.txt',
  `nfd-e\u0301a\u0308.txt`,
  `nfc-\u00e9\u00e4.txt`,
  'Ελληνικά – русский – 日本語.txt',
  `${'a'.repeat(251)}.bin`,
  '漢'.repeat(85),
  '🎉'.repeat(63),
  '.hidden',
  '-dash',
  '#hash%41&amp;;+=.txt',
  "quote'`$HOME.txt",
  '[brackets]{braces}(parens)!.txt',
  'no-extension',
  'many.dots.in.the.name.tar.gz',
  '~tilde~1.TXT',
  'file\u200bzero-width.txt',
  'א‏עברית.txt',
];

/** Writes a small tree of everything that is difficult into the folder `into`, which is made. */
export function difficultTree(into: string, options: TreeOptions = {}): TreeCount {
  const { seed = 1, many = 5_000, largest = 9 * MIB + 4_321, depth = 24 } = options;
  const random = generator(seed);
  const count: TreeCount = { files: 0, folders: 0, bytes: 0 };

  function folder(path: string): string {
    mkdirSync(join(into, path), { recursive: true });
    count.folders++;
    return path;
  }
  function file(path: string, size: number): string {
    writeFileSync(join(into, path), noise(size, random));
    touch(join(into, path), random);
    count.files++;
    count.bytes += size;
    return join(into, path);
  }

  mkdirSync(into, { recursive: true });
  folder('names');
  for (const name of NAMES) file(`names/${name}`, Math.floor(random() * 2_000));
  folder('folders');
  for (const name of NAMES) {
    folder(`folders/${name}`);
    file(`folders/${name}/inside ${name.slice(0, 20).trim()}`, 10);
  }
  folder('empty folder');
  folder('empty folders');
  for (let i = 0; i < 5; i++) folder(`empty folders/${i}`);
  folder('sizes');
  // Around the borders of one credit, of a default READ, and of nothing at all.
  for (const size of [0, 1, 2, 4_095, 4_096, 4_097, 65_535, 65_536, 65_537, MIB - 1, MIB, MIB + 1, largest]) {
    file(`sizes/${size}`, size);
  }
  folder('read-only');
  for (const size of [0, 77]) chmodSync(file(`read-only/${size}`, size), 0o444);
  let deep = folder('deep');
  for (let level = 1; level <= depth; level++) {
    deep = folder(`${deep}/level ${level}`);
    file(`${deep}/file`, level);
  }
  folder('many');
  for (let i = 0; i < many; i++) file(`many/${String(i).padStart(5, '0')}-${word(random)}.txt`, i % 40);
  return count;
}

/**
 * Copies real files, up to `cap` bytes (24 MiB by default), with their folders and times: parts of rxjs and
 * TypeScript, and the system's documentation where there is one.
 */
export function realTree(into: string, cap = 24 * MIB): TreeCount {
  const count: TreeCount = { files: 0, folders: 0, bytes: 0 };
  const sources = [
    join(REPOSITORY, 'node_modules', 'rxjs'),
    join(REPOSITORY, 'node_modules', 'typescript', 'lib'),
    '/usr/share/doc',
  ].filter(source => existsSync(source));
  for (const [at, source] of sources.entries()) {
    const name = source.split('/').slice(-2).join('-');
    copy(source, join(into, name), Math.floor((cap * (at + 1)) / sources.length), count);
  }
  return count;
}

function copy(source: string, target: string, cap: number, count: TreeCount): void {
  mkdirSync(target, { recursive: true });
  count.folders++;
  const entries = readdirSync(source, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) {
      if (count.bytes < cap) copy(from, to, cap, count);
    } else if (entry.isFile()) {
      const { size, atime, mtime } = statSync(from);
      if (count.bytes + size > cap) continue;
      copyFileSync(from, to);
      utimesSync(to, atime, mtime);
      count.files++;
      count.bytes += size;
    }
  }
}

/** A file of `size` bytes that takes no room, with `marks` written at their offsets. */
export function sparseFile(
  path: string,
  size: number,
  marks: ReadonlyMap<number, Uint8Array> = new Map(),
): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  const file = openSync(path, 'r+');
  try {
    ftruncateSync(file, size);
    for (const [offset, bytes] of marks) writeSync(file, bytes, 0, bytes.length, offset);
  } finally {
    closeSync(file);
  }
}

/** Random numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Bytes that do not compress, the same for the same generator. */
export function noise(size: number, random: () => number): Buffer {
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let i = 0; i < words.length; i++) words[i] = random() * 2 ** 32;
  return Buffer.from(words.buffer, 0, size);
}

/**
 * A time between 2001 and 2025 with a part of a second; some lie before 1970 and far ahead.
 * Node takes a negative number for now, so the early ones go in as dates.
 */
function touch(path: string, random: () => number): void {
  const odd = random();
  let time: number | Date = 978_307_200 + random() * 757_000_000;
  if (odd < 0.01) time = new Date(-31_557_600_000 + Math.floor(random() * 1_000));
  else if (odd < 0.02) time = 4_000_000_000 + random();
  utimesSync(path, time, time);
}

function word(random: () => number): string {
  return Math.floor(random() * 36 ** 6).toString(36);
}
