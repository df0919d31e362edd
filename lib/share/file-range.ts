import { outOfRange, wrongType } from './arguments.ts';

/** Which bytes of a file to read, as `fs.createReadStream` says it. */
export interface FileRange {
  /** Offset of the first byte. Default 0. */
  readonly start?: number | undefined;
  /** Offset of the last byte, inclusive. Default: the end of the file. */
  readonly end?: number | undefined;
}

/**
 * A range whose end is exclusive.
 *
 * @throws RangeError `ERR_OUT_OF_RANGE`, TypeError `ERR_INVALID_ARG_TYPE`
 */
export function stretchOf({ start = 0, end = Infinity }: FileRange): { start: number; stop: number } {
  checkOffset('start', start);
  if (end !== Infinity) checkOffset('end', end);
  if (start > end) throw outOfRange('start', `at most end (${end})`, start);
  return { start, stop: end + 1 };
}

/**
 * Offsets are whole, not negative, and exact.
 *
 * @throws RangeError `ERR_OUT_OF_RANGE`, TypeError `ERR_INVALID_ARG_TYPE`
 */
export function checkOffset(name: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw wrongType(name, 'a number', value);
  }
  if (!Number.isSafeInteger(value) || value < 0)
    throw outOfRange(name, 'a whole number from 0 to 2^53 - 1', value);
  return value;
}
