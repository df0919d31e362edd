import { concat, concatMap, defer, EMPTY, endWith, ignoreElements, type Observable } from 'rxjs';

import { fsctl } from '../commands/fsctl.ts';
import { queryInfo } from '../commands/query-info.ts';
import { setInfo } from '../commands/set-info.ts';
import type { Open } from '../commands/target.ts';
import { FileEndOfFileInformation } from '../wire/fscc/file-end-of-file-information.ts';
import { FileFsFullSizeInformation } from '../wire/fscc/file-fs-full-size-information.ts';
import { FSCTL_DUPLICATE_EXTENTS_TO_FILE } from '../wire/fscc/fsctl-duplicate-extents-to-file.ts';
import { parallel } from './parallel.ts';

/** Below the 4 GiB that ReFS takes at once, and whole clusters of any size. */
const PIECE = 2 ** 30;

/**
 * Lets an open file share the bytes of another one of the same volume until either is written to, as
 * `COPYFILE_FICLONE_FORCE` does: no byte is copied, no room taken ([MS-FSCC] 2.3, FSCTL_DUPLICATE_EXTENTS_TO_FILE).
 * The file gets that length. Emits once how many bytes there are. ReFS has it, and Samba on btrfs.
 *
 * @param source open for reading
 * @param dest open for writing
 * @param length in bytes
 * @throws {@link SmbError} `ENOTSUP` where the file system of the server cannot share bytes
 * @example
 * ```ts
 * cloneOnServer(source, dest, source.stats.size).subscribe({ error: ({ code }) => console.log(code) }); // ENOTSUP
 * ```
 */
export function cloneOnServer(source: Open, dest: Open, length: number): Observable<number> {
  const resize = setInfo(dest, FileEndOfFileInformation, { endOfFile: BigInt(length) });
  const share = queryInfo(dest, FileFsFullSizeInformation).pipe(
    concatMap(({ information: { sectorsPerAllocationUnit, bytesPerSector } }) => {
      const cluster = Math.max(1, sectorsPerAllocationUnit * bytesPerSector);
      return parallel(1, (offset: number) =>
        fsctl(dest, FSCTL_DUPLICATE_EXTENTS_TO_FILE, {
          sourceFileId: source.fileId,
          sourceFileOffset: BigInt(offset),
          targetFileOffset: BigInt(offset),
          // the last cluster counts whole, though the file ends in it
          byteCount: BigInt(Math.min(PIECE, Math.ceil((length - offset) / cluster) * cluster)),
        }),
      )(starts(length));
    }),
  );
  return concat(
    resize,
    defer(() => (length === 0 ? EMPTY : share)),
  ).pipe(ignoreElements(), endWith(length));
}

function* starts(length: number): Generator<number> {
  for (let at = 0; at < length; at += PIECE) yield at;
}
