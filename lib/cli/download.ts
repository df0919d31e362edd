import { type FileHandle, lstat, open, realpath, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { SmbError } from '../errors.ts';
import type { Share } from '../share/share.ts';
import type { Stats } from '../share/stats.ts';
import { Slabs } from '../streams/slabs.ts';
import { tempName } from '../share/temp-name.ts';

/** How to copy. */
export interface CopyOptions {
  readonly signal: AbortSignal;
  /** So many bytes are through, of so many. */
  readonly onBytes: (bytes: number, size: number) => void;
}

/** Bytes of one READ. */
const CHUNK = 1024 * 1024;

/** Takes the pieces of a file one after another. */
export type Taker = (piece: Uint8Array) => Promise<void>;

/**
 * Copies a file of a share to a local one, under a temporary name until it is complete, or hands it to `to`. Tells
 * its bytes.
 */
export async function download(
  share: Share,
  path: string,
  to: string | Taker,
  options: CopyOptions,
): Promise<number> {
  const stats = await share.stat(path, { signal: options.signal });
  if (stats.isDirectory()) throw refused('EISDIR', 'it is a folder', path);
  if (typeof to !== 'string') return pour(share, path, stats, to, options);
  return (await isSpecial(to))
    ? intoSpecial(share, path, stats, to, options)
    : intoFile(share, path, stats, to, options);
}

async function intoFile(
  share: Share,
  path: string,
  stats: Stats,
  to: string,
  options: CopyOptions,
): Promise<number> {
  const target = await realpath(to).catch(() => to); // a link keeps being one
  const temp = join(dirname(target), tempName());
  const handle = await open(temp, 'wx').catch((error: unknown) => {
    throw named(error, to, temp);
  });
  try {
    let bytes: number;
    try {
      bytes = await pour(share, path, stats, piece => writeAll(handle, piece), options, new Slabs(CHUNK));
      await handle.utimes(stats.atimeMs / 1000, stats.mtimeMs / 1000);
    } finally {
      await handle.close();
    }
    options.signal.throwIfAborted();
    await rename(temp, target);
    return bytes;
  } catch (error) {
    await unlink(temp).catch(() => undefined);
    throw named(error, to, temp);
  }
}

/** A device or a pipe is written to, never replaced. */
async function intoSpecial(
  share: Share,
  path: string,
  stats: Stats,
  to: string,
  options: CopyOptions,
): Promise<number> {
  const handle = await open(to, 'w');
  try {
    return await pour(share, path, stats, piece => writeAll(handle, piece), options, new Slabs(CHUNK));
  } finally {
    await handle.close();
  }
}

/** @param slabs for a taker that has consumed a piece once it resolves */
async function pour(
  share: Share,
  path: string,
  { size }: Stats,
  take: Taker,
  { signal, onBytes }: CopyOptions,
  slabs?: Slabs,
): Promise<number> {
  let bytes = 0;
  onBytes(0, size);
  for await (const piece of share.read(path, { signal, slabs })) {
    await take(piece);
    slabs?.give(piece);
    bytes += piece.length;
    onBytes(bytes, size);
  }
  if (bytes === size) return bytes;
  const message = `it had ${size} bytes at first and then ${bytes}: somebody changed it meanwhile; try again`;
  throw refused('ERR_SMB_TRUNCATED', message, path, true);
}

async function writeAll(handle: FileHandle, piece: Uint8Array): Promise<void> {
  let at = 0;
  while (at < piece.length) at += (await handle.write(piece, at)).bytesWritten;
}

async function isSpecial(file: string): Promise<boolean> {
  const stats = await lstat(await realpath(file).catch(() => file)).catch(() => undefined);
  return stats !== undefined && !stats.isFile();
}

/** The temporary name is none that a user knows. */
function named(error: unknown, to: string, temp: string): unknown {
  if (error instanceof Error && !(error instanceof SmbError))
    error.message = error.message.replaceAll(temp, to);
  return error;
}

function refused(code: string, message: string, path: string, retryable = false): SmbError {
  return new SmbError({ code, message, path, retryable });
}
