import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';

import { tempName } from '../share/temp-name.ts';
import { isGone } from './local-error.ts';
import type { FileFacts } from './side.ts';

/** Files up to this size are read, and written, at once. */
export const AT_ONCE = 256 * 1024;

/** Not through a link, and without waiting should it have become a pipe meanwhile. */
export const READ_ONLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** A file that must not be there yet, and no link that leads anywhere else. */
export const FRESH = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
export const DEFAULT_MODE = 0o666;

/**
 * All of a file: undefined if it is none any more. One byte more than it should have shows that it grew.
 *
 * @param memory at least so long, instead of fresh one
 */
export function readAtOnce(path: string, size: number, memory?: Buffer): Buffer | undefined {
  const file = openSync(path, READ_ONLY);
  try {
    if (!fstatSync(file).isFile()) return undefined;
    const data = memory?.subarray(0, size + 1) ?? Buffer.allocUnsafeSlow(size + 1);
    let length = readSync(file, data, 0, data.length, null);
    // a file that gave less than it was asked for has ended: looking again costs as much as reading it did
    for (let count = length; count > 0 && length < size; length += count) {
      count = readSync(file, data, length, data.length - length, null);
    }
    return data.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** Writes a file under a temporary name, gives it its time and its name. Where that fails, nothing of it is left. */
export function writeAtOnce(
  folder: string,
  name: string,
  pieces: readonly Uint8Array[],
  { mtime, old }: FileFacts,
): void {
  const temp = `${folder}/${tempName()}`;
  const final = `${folder}/${name}`;
  const mode = old?.kind === 'file' ? modeOf(final) : undefined;
  const file = openSync(temp, FRESH, mode ?? DEFAULT_MODE);
  try {
    try {
      for (const piece of pieces) writeAll(file, piece);
      if (mode !== undefined) fchmodSync(file, mode);
      futimesSync(file, Date.now() / 1000, seconds(mtime));
    } finally {
      closeSync(file);
    }
    renameSync(temp, final);
  } catch (error) {
    try {
      unlinkSync(temp);
    } catch {
      // what cannot be removed now, the next run finds by its name
    }
    throw error;
  }
}

/** A file that is replaced keeps its permissions: it may have been private. */
export function modeOf(path: string): number | undefined {
  try {
    const stats = lstatSync(path);
    return stats.isFile() ? stats.mode & 0o777 : undefined;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Nanoseconds as `fs` takes them; as text, since it takes a negative number for now. */
export function seconds(ns: bigint): string {
  const [sign, abs] = ns < 0n ? ['-', -ns] : ['', ns];
  return `${sign}${abs / 1_000_000_000n}.${String(abs % 1_000_000_000n).padStart(9, '0')}`;
}

function writeAll(file: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.length;) at += writeSync(file, piece, at);
}
