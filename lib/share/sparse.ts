import { concatMap, EMPTY, map, type Observable, of } from 'rxjs';

import { fsctl } from '../commands/fsctl.ts';
import { allocatedRanges } from '../operators/allocated-ranges.ts';
import { FSCTL_SET_ZERO_DATA } from '../wire/fscc/fsctl-set-zero-data.ts';
import { checkKeys, wrongType, wrongValue } from './arguments.ts';
import { checkOffset, type FileRange, stretchOf } from './file-range.ts';
import type { OpenFile } from './open-file.ts';

/** A part of a file, as `read` and `createReadStream` take it. */
export interface DataRange {
  /** Offset of the first byte. */
  readonly start: number;
  /** Offset of the last byte, inclusive. */
  readonly end: number;
}

/**
 * Bytes of a file that is open: from `start` to the inclusive `end`, as `read` takes them, or `length` bytes from
 * `offset` on, as `lock` does; not both.
 */
export interface ByteRange extends FileRange {
  /** Offset of the first byte, instead of `start`. */
  readonly offset?: number | undefined;
  /** Bytes, instead of `end`. Default: all up to the end of the file. */
  readonly length?: number | undefined;
}

/** @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`; RangeError `ERR_OUT_OF_RANGE` */
function bytesIn(range: ByteRange | undefined): { start: number; stop: number } {
  if (range === undefined) throw wrongType('the range', 'an object; {} is the whole file', range);
  checkKeys('the range', range, ['start', 'end', 'offset', 'length']);
  const { start, end, offset, length } = range;
  if (offset === undefined && length === undefined) return stretchOf(range);
  if (start !== undefined || end !== undefined) {
    throw wrongValue('the range must be of start and end, or of offset and length, not of both');
  }
  const from = checkOffset('offset', offset ?? 0);
  return { start: from, stop: length === undefined ? Infinity : from + checkOffset('length', length) };
}

/** Zeros in a range. The server makes no file longer by it, so the end of the file is the end. */
export function zeroRange(file: OpenFile, range: ByteRange): Observable<unknown> {
  const { start, stop } = bytesIn(range);
  const end = stop === Infinity ? file.length() : of(stop);
  return end.pipe(
    concatMap(beyond =>
      beyond > start
        ? fsctl(file, FSCTL_SET_ZERO_DATA, { fileOffset: BigInt(start), beyondFinalZero: BigInt(beyond) })
        : EMPTY,
    ),
  );
}

/** The parts of a range that hold data. */
export function dataRanges(file: OpenFile, range: ByteRange): Observable<DataRange[]> {
  const { start, stop } = bytesIn(range);
  return allocatedRanges(file, { start, stop: Math.min(stop, Number.MAX_SAFE_INTEGER) }).pipe(
    map(found => found.map(({ offset, length }) => ({ start: offset, end: offset + length - 1 }))),
  );
}
