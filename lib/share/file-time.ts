import { filetimeFromDate, filetimeFromMs } from '../wire/dtyp/filetime.ts';
import { outOfRange, wrongType } from './arguments.ts';

/** A time as `node:fs` takes it (seconds since 1970, or a Date), or as exact ticks of 100 ns since 1601. */
export type FileTime = number | string | Date | bigint;

const MAX_TICKS = 0x7fff_ffff_ffff_ffffn;

/**
 * A time as ticks of 100 ns since 1601. Ticks themselves pass unchanged, so that a copied time stays exact.
 *
 * @throws TypeError `ERR_INVALID_ARG_TYPE` when it is no time
 * @throws RangeError `ERR_OUT_OF_RANGE` before 1601 or after the year 30828
 */
export function ticksOf(time: FileTime): bigint {
  if (typeof time === 'bigint') {
    if (time > 0n && time <= MAX_TICKS) return time;
    throw outOfRange('a time in ticks', 'from 1601 to 30828', time);
  }
  if (time instanceof Date) return inRange(time, filetimeFromDate);
  const text = typeof time === 'string' && time.trim() !== '';
  const seconds = text || typeof time === 'number' ? Number(time) : NaN;
  if (Number.isNaN(seconds)) throw wrongType('a time', 'seconds since 1970, a Date, or ticks', time);
  // the fraction apart: times 1,000 it would lose the last digits of 100 ns
  const whole = Math.floor(seconds);
  const ticks = inRange(whole * 1000, filetimeFromMs);
  return ticks + BigInt(Math.round((seconds - whole) * 10_000_000));
}

/** The wire's own complaint, with the code that a user may ask for. */
function inRange<T>(time: T, ticks: (time: T) => bigint): bigint {
  try {
    return ticks(time);
  } catch (error) {
    throw error instanceof RangeError ? outOfRange('a time', 'from 1601 to 30828', time) : error;
  }
}
