import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { from } from 'rxjs';

import type { Flow } from '../operators/flow.ts';
import { pipelined, type Range } from '../operators/pipelined.ts';
import type { Slabs } from '../streams/slabs.ts';
import { Slices } from './slices.ts';

/** Pieces that are read ahead: on a slow disk the next one is to be there when one was sent. */
const AHEAD = 2;

/**
 * The bytes of an open local file, in order, in slabs that whoever consumes them gives back. Close the file when nobody
 * is subscribed any more.
 *
 * @param size as it is known; one byte more is asked for, so that growth is noticed without another read
 */
export function localPieces(
  file: FileHandle,
  size: number,
  slabs: Slabs,
  slices = new Slices(),
): Flow<Buffer> {
  const read = (range: Range) => from(readRange(file, range, slabs, slices));
  return pipelined(ranges(size, slabs.size), read, { window: AHEAD * slabs.size });
}

function* ranges(size: number, most: number): Generator<Range> {
  for (let offset = 0; ;) {
    const length = offset <= size ? Math.min(most, size - offset + 1) : most;
    yield { offset, length };
    offset += length;
  }
}

async function* readRange(
  file: FileHandle,
  { offset, length }: Range,
  slabs: Slabs,
  slices: Slices,
): AsyncGenerator<Buffer> {
  const buffer = slabs.take(length);
  let filled = 0;
  for (let count = 1; count > 0 && filled < length; filled += count) {
    const rest = [buffer, filled, length - filled, offset + filled] as const;
    if (slices.isQuick) {
      await slices.room();
      count = slices.run(() => readSync(file.fd, ...rest));
    } else count = (await file.read(...rest)).bytesRead;
  }
  slabs.give(buffer.subarray(filled));
  if (filled > 0) yield buffer.subarray(0, filled);
}
