import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { SmbError } from '../errors.ts';
import type { Share } from '../share/share.ts';
import { tempName } from '../share/temp-name.ts';
import { toTicks } from '../sync/ticks.ts';
import { folderName, inFolder } from './location.ts';

/** How to copy. */
export interface UploadOptions {
  readonly signal: AbortSignal;
  /** Nanoseconds since 1970; without it the file is as new as it is. */
  readonly mtime: bigint | undefined;
  /** So many bytes are on their way. */
  readonly onBytes: (bytes: number) => void;
}

/** Milliseconds that a server gets to remove what an interrupted transfer left. */
const TIDY_WITHIN_MS = 2_000;

/**
 * Copies a stream to a file of a share, under a temporary name until it is complete, with no more in memory than
 * is in flight. Tells its bytes.
 */
export async function upload(
  share: Share,
  path: string,
  source: Readable,
  { signal, mtime, onBytes }: UploadOptions,
): Promise<number> {
  const temp = inFolder(folderName(path), tempName());
  let bytes = 0;
  async function* counted(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      yield piece;
      bytes += piece.length;
      onBytes(bytes);
    }
  }
  const writable = share.createWriteStream(temp, { flags: 'wx' });
  try {
    await pipeline(source, counted, writable, { signal });
    const { size } = await share.stat(temp, { signal });
    if (size !== bytes) throw incomplete(path, bytes, size);
    if (mtime !== undefined) {
      const ticks = toTicks(mtime);
      await share.utimes(temp, ticks, ticks, { signal });
    }
    await share.rename(temp, path, { signal });
    return bytes;
  } catch (error) {
    await ended(writable); // a file that is open cannot be removed
    await tidy(share, temp);
    throw named(error, path, temp);
  }
}

async function ended(writable: Writable): Promise<void> {
  if (writable.closed) return;
  writable.destroy();
  await once(writable, 'close', { signal: AbortSignal.timeout(TIDY_WITHIN_MS) }).catch(() => undefined);
}

async function tidy(share: Share, temp: string): Promise<void> {
  try {
    await share.rm(temp, { force: true, signal: AbortSignal.timeout(TIDY_WITHIN_MS) });
  } catch {
    // the link is gone too, or it was never made: the error that led here says more
  }
}

function incomplete(path: string, bytes: number, size: number): SmbError {
  const message = `${bytes} bytes were sent and the server has ${size}: try again`;
  return new SmbError({ code: 'ERR_SMB_TRUNCATED', message, path, retryable: true });
}

/** The temporary name is none that a user knows. */
function named(error: unknown, path: string, temp: string): unknown {
  if (!(error instanceof SmbError)) return error;
  const own = (text: string | undefined) => text?.replaceAll(temp, path);
  return error.with({ message: own(error.message) ?? '', path: own(error.path) });
}
