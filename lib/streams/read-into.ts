import { type Observable, reduce } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { pipelined, type Range } from '../operators/pipelined.ts';
import { chunksOf, fetch } from './fetch.ts';

/** Where in the file to begin, and how far it is known to go; in bytes. */
export interface ReadIntoOptions {
  readonly offset: number;
  readonly size: number;
}

/**
 * Reads into the caller's memory, one piece of it after the other, which the kernel fills in place; several
 * READs in flight where it takes several. Emits once how many bytes there were: fewer than fit only at the end
 * of the file.
 *
 * After an unsubscribe, what is on its way may still land there until the handle is closed.
 */
export function readInto(
  handle: Open,
  memory: readonly Uint8Array[],
  { offset, size }: ReadIntoOptions,
): Observable<number> {
  const ranges: Iterable<Range> = {
    *[Symbol.iterator]() {
      let at = offset;
      for (const { length } of memory) {
        yield* chunksOf(handle, at, at + length);
        at += length;
      }
    },
  };
  return pipelined(ranges, range =>
    fetch(handle, range, { size, target: placeOf(memory, range.offset - offset, range.length) }),
  ).pipe(reduce((sum, data) => sum + data.length, 0));
}

/** `length` bytes at `at`, as if the pieces were one; ranges never cross from one piece to the next. */
function placeOf(memory: readonly Uint8Array[], at: number, length: number): Uint8Array | undefined {
  let start = at;
  for (const piece of memory) {
    if (start < piece.length) return piece.subarray(start, start + length);
    start -= piece.length;
  }
  return undefined;
}
