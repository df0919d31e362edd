import type { Observable } from 'rxjs';

import { flush } from '../commands/flush.ts';
import type { Open, Target } from '../commands/target.ts';
import { readChunk, writeChunk } from '../streams/chunk-size.ts';
import { type ReadableOptions, SmbReadStream } from '../streams/readable.ts';
import { SmbWriteStream, type WritableOptions } from '../streams/writable.ts';
import { fileError, fileErrors } from './file-errors.ts';
import { checkOffset, type FileRange, stretchOf } from './file-range.ts';
import type { OpenFile } from './open-file.ts';

/** Options of a stream that reads from an open file, as in `node:fs`. */
export interface HandleReadStreamOptions extends ReadableOptions, FileRange {}

/** Options of a stream that writes to an open file, as in `node:fs`. */
export interface HandleWriteStreamOptions extends WritableOptions {
  /** Offset of the first byte. Default: the handle's own position, 0 where it was just opened. */
  readonly start?: number | undefined;
  /** Before the close, all that was written is to be on the server's disk. Default false. */
  readonly flush?: boolean | undefined;
}

/** What a stream works on. */
export interface Streamed<H> {
  readonly path: string;
  /** For the sizes of requests. */
  readonly target: Target;
  readonly open: Observable<H>;
  /** It is opened for this stream alone. */
  readonly fresh: boolean;
}

interface Handle extends Open {
  readonly file: OpenFile;
}

/** @throws RangeError `ERR_OUT_OF_RANGE` */
export function readStreamOf<H extends Handle>(
  { path, target, open, fresh }: Streamed<H>,
  options: HandleReadStreamOptions,
): SmbReadStream<H> {
  const { start, stop } = stretchOf(options);
  const from = fresh ? start : options.start;
  return new SmbReadStream<H>(
    {
      path,
      open,
      bytes: ({ file }) =>
        file.bytes({ start: from, stop, fresh, window: options.window }).pipe(fileErrors(path, 'read')),
      close: ({ file }) => file.close(),
      chunk: readChunk(target),
    },
    options,
  );
}

/** @throws RangeError `ERR_OUT_OF_RANGE` */
export function writeStreamOf<H extends Handle>(
  { path, target, open }: Streamed<H>,
  options: HandleWriteStreamOptions,
): SmbWriteStream<H> {
  const start = options.start === undefined ? undefined : checkOffset('start', options.start);
  const last = (handle: H) => flush(handle).pipe(fileErrors(path));
  return new SmbWriteStream<H>(
    {
      path,
      open,
      start: ({ file }) => file.begin(start).pipe(fileErrors(path, 'write')),
      reached: ({ file }, offset) => file.reached(offset, start === undefined),
      last: options.flush === true ? last : undefined,
      close: ({ file }) => file.close().pipe(fileErrors(path)),
      named: error => fileError(error, path, 'write'),
      chunk: writeChunk(target),
    },
    options,
  );
}
