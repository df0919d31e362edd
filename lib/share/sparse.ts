import { concatMap, EMPTY, map, type Observable, of } from 'rxjs';

import { fsctl } from '../commands/fsctl.ts';
import { allocatedRanges } from '../operators/allocated-ranges.ts';
import { FSCTL_SET_ZERO_DATA } from '../wire/fscc/fsctl-set-zero-data.ts';
import { type FileRange, stretchOf } from './file-range.ts';
import type { OpenFile } from './open-file.ts';

/** A part of a file, as `read` and `createReadStream` take it. */
export interface DataRange {
  /** Offset of the first byte. */
  readonly start: number;
  /** Offset of the last byte, inclusive. */
  readonly end: number;
}

/** Zeros from `start` to `end` inclusive. The server makes no file longer by it, so the end of the file is the end. */
export function zeroRange(file: OpenFile, range: FileRange): Observable<unknown> {
  const { start, stop } = stretchOf(range);
  const end = stop === Infinity ? file.length() : of(stop);
  return end.pipe(
    concatMap(beyond =>
      beyond > start
        ? fsctl(file, FSCTL_SET_ZERO_DATA, { fileOffset: BigInt(start), beyondFinalZero: BigInt(beyond) })
        : EMPTY,
    ),
  );
}

/** The parts between `start` and `end` inclusive that hold data. */
export function dataRanges(file: OpenFile, range: FileRange): Observable<DataRange[]> {
  const { start, stop } = stretchOf(range);
  return allocatedRanges(file, { start, stop: Math.min(stop, Number.MAX_SAFE_INTEGER) }).pipe(
    map(found => found.map(({ offset, length }) => ({ start: offset, end: offset + length - 1 }))),
  );
}
