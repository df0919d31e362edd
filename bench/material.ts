import { createHash, randomFillSync } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PIECE = 4 * 1024 * 1024;

/** Fills a file with noise, piece by piece; returns its SHA-256. */
export function fill(path: string, size: number): string {
  const piece = Buffer.alloc(PIECE);
  const file = openSync(path, 'w');
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += piece.length) {
    randomFillSync(piece);
    hash.update(piece);
    writeSync(file, piece);
  }
  closeSync(file);
  return hash.digest('hex');
}

/** SHA-256 of a file, however large. */
export function digest(path: string): string {
  const piece = Buffer.alloc(PIECE);
  const file = openSync(path, 'r');
  const hash = createHash('sha256');
  for (let count = 1; count > 0;) {
    count = readSync(file, piece);
    hash.update(piece.subarray(0, count));
  }
  closeSync(file);
  return hash.digest('hex');
}

/** 500 folders, and 10,000 files of 2 to 18 KiB in them. */
export function tree(root: string): void {
  for (let folder = 0; folder < 500; folder++) {
    const path = join(root, `part-${folder % 20}`, `folder-${folder}`);
    mkdirSync(path, { recursive: true });
    for (let number = 0; number < 20; number++) {
      const size = 2_000 + (((folder * 20 + number) * 7_919) % 16_200);
      writeFileSync(join(path, `file-${number}.bin`), randomFillSync(Buffer.alloc(size)));
      utimesSync(join(path, `file-${number}.bin`), 1_600_000_000, 1_600_000_000 + folder);
    }
  }
}
