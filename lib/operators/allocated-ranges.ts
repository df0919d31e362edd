import { catchError, defer, EMPTY, type Observable, reduce, tap, throwError } from 'rxjs';

import { fsctl } from '../commands/fsctl.ts';
import type { Open } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import {
  type FileAllocatedRange,
  FSCTL_QUERY_ALLOCATED_RANGES,
} from '../wire/fscc/fsctl-query-allocated-ranges.ts';
import { parallel } from './parallel.ts';
import type { Range } from './pipelined.ts';

const GROWTH = 8;

/** Where to look for data, in bytes. */
export interface AllocatedRangesOptions {
  /** Offset of the first byte. Default 0. */
  readonly start?: number | undefined;
  /** Offset behind the last byte. Default: the end of the file. */
  readonly stop?: number | undefined;
  /** Bytes of answer to make room for, 16 for each range. Default 64 KiB. */
  readonly room?: number | undefined;
}

/**
 * The parts of an open file that hold data, ascending: what lies between them is holes, which read as zeros and
 * take no room ([MS-FSCC] 2.3, FSCTL_QUERY_ALLOCATED_RANGES). Emits once. The server tells as much as fits and is
 * asked for the rest. `handle.allocatedRanges()` has the same for users of files.
 *
 * @throws {@link SmbError} `ENOTSUP` where the file system of the server does not know
 */
export function allocatedRanges(
  handle: Open,
  {
    start = 0,
    stop = Number.MAX_SAFE_INTEGER,
    room = FSCTL_QUERY_ALLOCATED_RANGES.room,
  }: AllocatedRangesOptions = {},
): Observable<Range[]> {
  return defer(() => {
    const found: Range[] = [];
    let at = start;
    let more = at < stop;
    let size = room;
    function* rest(): Generator<number> {
      while (more) yield at;
    }
    const ask = (offset: number) =>
      fsctl(
        handle,
        FSCTL_QUERY_ALLOCATED_RANGES,
        { fileOffset: BigInt(offset), length: BigInt(stop - offset) },
        { maxOutputResponse: size },
      ).pipe(
        tap(({ status, output: { ranges } }) => {
          for (const range of ranges) {
            const next = within(range, at, stop);
            found.push(next);
            at = next.offset + next.length;
          }
          more = status === NtStatus.STATUS_BUFFER_OVERFLOW && ranges.length > 0 && at < stop;
        }),
        // Windows tells what fits; Samba refuses, and has to be given room for all
        catchError((error: unknown) => {
          const most = handle.address().limits.maxTransactSize;
          if (!isTooSmall(error) || size >= most) return throwError(() => error);
          size = Math.min(size * GROWTH, most);
          return EMPTY;
        }),
      );
    return parallel(1, ask)(rest()).pipe(reduce(all => all, found));
  });
}

function isTooSmall(error: unknown): boolean {
  return error instanceof SmbError && error.ntstatus === NtStatus.STATUS_BUFFER_TOO_SMALL;
}

/** A range goes forward, or nobody would ever be done. The part of it that was asked for. */
function within({ fileOffset, length }: FileAllocatedRange, at: number, stop: number): Range {
  const from = Math.max(Number(fileOffset), at);
  const to = Math.min(Number(fileOffset + length), stop);
  if (to > from) return { offset: from, length: to - from };
  const message = `the server tells of data at ${fileOffset}, ${length} bytes, where it was asked behind ${at}`;
  throw new SmbError({ code: 'EIO', message, command: 'IOCTL' });
}
