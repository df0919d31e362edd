import { concat, defer, lastValueFrom, type ObservableInput, tap } from 'rxjs';

import { SmbError } from '../errors.ts';
import type { FileHandle } from '../share/file-handle.ts';
import type { Share } from '../share/share.ts';
import { tempName } from '../share/temp-name.ts';
import { abortedBy } from '../share/verb.ts';
import type { Slabs } from '../streams/slabs.ts';
import { removeTemp } from '../sync/remove-temp.ts';
import { toTicks } from '../sync/ticks.ts';
import { usingFile } from '../sync/using-file.ts';
import { writePieces } from '../sync/write-pieces.ts';
import { folderName, inFolder } from './location.ts';

/** How to copy. */
export interface UploadOptions {
  readonly signal: AbortSignal;
  /** Where the pieces lie that are given back; others are left alone. */
  readonly slabs: Slabs;
  /** Nanoseconds since 1970; without it the file is as new as it is. */
  readonly mtime: bigint | undefined;
  /** So many bytes are with the server. */
  readonly onBytes: (bytes: number) => void;
}

/** Bytes that may be on their way at once. */
const AHEAD = 8 * 1024 * 1024;
/** What is sealed is in memory twice, and faster when the processor's own memory holds more of it. */
const AHEAD_SEALED = AHEAD / 2;

/** Milliseconds that a server gets to remove what an interrupted transfer left. */
const TIDY_WITHIN_MS = 2_000;

/**
 * Copies pieces to a file of a share, under a temporary name until it is complete, with no more in memory than
 * is in flight. Tells its bytes.
 */
export async function upload(
  share: Share,
  path: string,
  source: ObservableInput<Uint8Array>,
  { signal, slabs, mtime, onBytes }: UploadOptions,
): Promise<number> {
  const temp = inFolder(folderName(path), tempName());
  let bytes = 0;
  const finish = async (handle: FileHandle) => {
    const [{ size }] = await Promise.all([handle.stat(), mtime !== undefined && setTime(handle, mtime)]);
    if (size !== bytes) throw incomplete(path, bytes, size);
  };
  const work = usingFile(share.open(temp, 'wx'), handle =>
    concat(
      writePieces(handle, source, { ahead: share.info.encrypted ? AHEAD_SEALED : AHEAD, slabs }).pipe(
        tap(length => onBytes((bytes = length))),
      ),
      defer(() => finish(handle)),
    ),
  );
  try {
    await lastValueFrom(work.pipe(abortedBy(signal)));
    await share.rename(temp, path, { signal });
    return bytes;
  } catch (error) {
    await removeTemp(share, temp, AbortSignal.timeout(TIDY_WITHIN_MS));
    throw named(error, path, temp);
  }
}

async function setTime(handle: FileHandle, mtime: bigint): Promise<void> {
  const ticks = toTicks(mtime);
  await handle.utimes(ticks, ticks);
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
