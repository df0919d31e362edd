import { execFileSync } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { compareTrees } from '../spec/support/compare-trees.ts';

const PIECE = 4 * 1024 * 1024;
const MIB = 1024 * 1024;

/** Files of {@link Material.tree}, and its folders that hold them. */
export const FILES = 10_000;
export const FOLDERS = 500;

/** A file of noise. */
export interface Noise {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What is moved, made once a run. */
export interface Material {
  /** The folder that the server shares. */
  readonly onServer: string;
  /** A folder that it does not. */
  readonly local: string;
  readonly big: Noise;
  readonly middle: Noise;
  /** For trials. */
  readonly small: Noise;
  /** 500 folders with 10,000 files of 0.2 to 16 KiB. */
  readonly tree: string;
  /** The same tree once more, outside the share. */
  readonly copy: string;
  /** 50 folders with 1,000 files like those. */
  readonly fifty: string;
}

/** Makes all of it. */
export function make(onServer: string, local: string): Material {
  const material = {
    onServer,
    local,
    big: noise(join(onServer, 'big.bin'), 1024 * MIB),
    middle: noise(join(onServer, 'middle.bin'), 256 * MIB),
    small: noise(join(onServer, 'small.bin'), 64 * MIB),
    tree: forest(join(onServer, 'tree'), FOLDERS),
    fifty: forest(join(onServer, 'fifty'), 50),
    copy: join(local, 'copy'),
  };
  // cpSync keeps no times of folders, which would leave a sync something to do
  execFileSync('cp', ['-a', material.tree, material.copy]);
  return material;
}

function noise(path: string, size: number): Noise {
  const piece = Buffer.alloc(PIECE);
  const file = openSync(path, 'w');
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += piece.length) {
    randomFillSync(piece);
    hash.update(piece);
    writeSync(file, piece);
  }
  closeSync(file);
  return { path, size, sha256: hash.digest('hex') };
}

/** Twenty files a folder, their sizes spread evenly from 0.2 to 16 KiB. */
function forest(root: string, folders: number): string {
  for (let folder = 0; folder < folders; folder++) {
    const path = join(root, `part-${folder % 20}`, `folder-${folder}`);
    mkdirSync(path, { recursive: true });
    for (let number = 0; number < 20; number++) {
      const size = 205 + (((folder * 20 + number) * 7_919) % 16_180);
      writeFileSync(join(path, `file-${number}.bin`), randomFillSync(Buffer.alloc(size)));
      utimesSync(join(path, `file-${number}.bin`), 1_600_000_000, 1_600_000_000 + folder);
    }
  }
  return root;
}

/** Throws unless the file has these bytes. */
export function sameFile(path: string, sha256: string): void {
  const piece = Buffer.alloc(PIECE);
  const file = openSync(path, 'r');
  const hash = createHash('sha256');
  for (let count = 1; count > 0;) {
    count = readSync(file, piece);
    hash.update(piece.subarray(0, count));
  }
  closeSync(file);
  if (hash.digest('hex') !== sha256) throw new Error(`wrong bytes in ${path}`);
}

/** Throws unless the trees are the same; the times of files count where they have been kept. */
export function sameTree(expected: string, actual: string, times: boolean): void {
  const differences = compareTrees(expected, actual, times ? {} : { tolerance: Infinity });
  if (differences.length > 0) throw new Error(differences.slice(0, 10).join('\n'));
}

/** When anything in a tree was last changed in any way (ctime), in nanoseconds. */
export function lastChange(root: string): bigint {
  let last = lstatSync(root, { bigint: true }).ctimeNs;
  for (const entry of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const { ctimeNs } = lstatSync(join(root, entry), { bigint: true });
    if (ctimeNs > last) last = ctimeNs;
  }
  return last;
}
