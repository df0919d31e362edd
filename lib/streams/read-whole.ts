import { concat, concatMap, defer, map, type Observable, of, throwError, toArray } from 'rxjs';

import { close } from '../commands/close.ts';
import type { CreateResponse } from '../commands/create.ts';
import type { Pdu } from '../commands/pdu.ts';
import { RELATED } from '../commands/plan.ts';
import { read } from '../commands/read.ts';
import type { Open } from '../commands/target.ts';
import { compound } from '../operators/compound.ts';
import { Flow } from '../operators/flow.ts';
import { usingHandle } from '../operators/using-handle.ts';
import { readChunk } from './chunk-size.ts';
import { readInto } from './read-into.ts';
import { type AheadOptions, readRange } from './read-range.ts';
import { truncated } from './truncated.ts';

/** Bytes of the READ that rides with the CREATE: one credit. */
const HEAD = 65_536;

/** Longest Buffer to read into, as in `fs.readFile`. */
const LONGEST = 2 ** 31 - 1;

/** A stretch of a file that is yet to be opened; in bytes. */
export interface StretchOptions extends AheadOptions {
  /** Offset of the first byte. Default 0. */
  readonly start?: number | undefined;
  /** Offset behind the last byte. Default: the end of the file. */
  readonly stop?: number | undefined;
}

/**
 * Opens a file, reads a stretch of it, closes it. The first bytes come with the CREATE, the rest is pipelined;
 * completes after CLOSE was answered.
 *
 * A plain `subscribe` is push at wire speed.
 */
export function readStretch(open: Pdu<CreateResponse>, options: StretchOptions = {}): Flow<Buffer> {
  const { start = 0, stop = Infinity, window, slabs } = options;
  return withHead(open, start, stop, (handle, size, head) => {
    const rest = head.isEnd
      ? []
      : [readRange(handle, { start: start + head.data.length, stop, size, window, slabs })];
    return concat(...(head.data.length > 0 ? [of(head.data)] : []), ...rest);
  });
}

/** How a whole file is read. */
export interface WholeOptions {
  /** The file's size as a listing told it: what fits in one READ then takes one round trip. */
  readonly expected?: number | undefined;
}

/**
 * Opens a file, reads all of it into one Buffer, closes it. Emits once; completes after CLOSE was answered.
 *
 * @throws RangeError `ERR_FS_FILE_TOO_LARGE` from 2 GiB on
 */
export function readWhole(open: Pdu<CreateResponse>, { expected }: WholeOptions = {}): Observable<Buffer> {
  const whole = withHead(open, 0, Infinity, (handle, size, head) =>
    head.isEnd ? of(head.data) : readToEnd(handle, { size, head: head.data }),
  );
  if (expected === undefined || expected >= readChunk(open.target)) return whole;
  return compound(open, read(RELATED, { offset: 0, length: expected + 1 }), close(RELATED)).pipe(
    concatMap(([{ endOfFile }, { data }]) =>
      data.length === Number(endOfFile) && data.length <= expected ? of(data) : whole,
    ),
  );
}

/** What is known of an open file, and what is there of it already. */
export interface ToEndOptions {
  readonly start?: number | undefined;
  readonly size: number;
  /** The bytes at `start`, where they were read before. */
  readonly head?: Uint8Array | undefined;
}

/** All bytes from `start` to the end of an open file in one Buffer, into which they are received. */
export function readToEnd(handle: Open, { start = 0, size, head }: ToEndOptions): Observable<Buffer> {
  const had = head?.length ?? 0;
  const length = Math.max(size - start, had);
  if (length > LONGEST) return throwError(() => tooLong(length));
  return defer(() => {
    const whole = Buffer.allocUnsafeSlow(length + 1); // one more, by which a file that grew is noticed
    if (head !== undefined) whole.set(head);
    return readInto(handle, [whole.subarray(had)], { offset: start + had, size }).pipe(
      concatMap(count => {
        const end = had + count;
        if (end < length) return throwError(() => truncated(start + end, size));
        const data = whole.subarray(0, end);
        return end === length ? of(data) : readGrown(handle, start, data);
      }),
    );
  });
}

/** Longer than it was: what has come since is put behind it. */
function readGrown(handle: Open, start: number, data: Buffer): Observable<Buffer> {
  const end = start + data.length;
  return readRange(handle, { start: end, size: end }).pipe(
    toArray(),
    map(more => Buffer.concat([data, ...more])),
  );
}

/** The first bytes of a stretch. */
interface Head {
  readonly data: Buffer;
  /** Nothing follows them. */
  readonly isEnd: boolean;
}

function withHead<T>(
  open: Pdu<CreateResponse>,
  start: number,
  stop: number,
  work: (handle: Open, size: number, head: Head) => Observable<T>,
): Flow<T> {
  return Flow.of(
    defer(() => {
      const asked = Math.min(headSize(open), stop - start);
      let data: Buffer;
      const opened = compound(open, read(RELATED, { offset: start, length: asked })).pipe(
        map(([response, answer]) => {
          data = answer.data;
          return response;
        }),
      );
      return usingHandle(opened, (handle, { endOfFile }) => {
        const size = Number(endOfFile);
        const at = start + data.length;
        const isEnd = at === stop || at === size || (at > size && data.length < asked);
        return work(handle, size, { data, isEnd });
      });
    }),
  );
}

function headSize(open: Pdu<CreateResponse>): number {
  return Math.min(HEAD, open.target.address().limits.maxReadSize);
}

function tooLong(length: number): RangeError {
  const message = `${length} bytes do not fit into one Buffer: read the file as a stream`;
  return Object.assign(new RangeError(message), { code: 'ERR_FS_FILE_TOO_LARGE' });
}
