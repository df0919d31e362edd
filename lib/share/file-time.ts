import { filetimeFromDate, filetimeFromMs } from '../wire/dtyp/filetime.ts';

/** A time as `node:fs` takes it (seconds since 1970, or a Date), or as exact ticks of 100 ns since 1601. */
export type FileTime = number | string | Date | bigint;

const MAX_TICKS = 0x7fff_ffff_ffff_ffffn;

/**
 * A time as ticks of 100 ns since 1601. Ticks themselves pass unchanged, so that a copied time stays exact.
 *
 * @throws {TypeError} when it is no time
 * @throws {RangeError} before 1601 or after the year 30828
 */
export function ticksOf(time: FileTime): bigint {
  if (typeof time === 'bigint') {
    if (time > 0n && time <= MAX_TICKS) return time;
    throw new RangeError(`${time} ticks are no time: they count from 1601`);
  }
  if (time instanceof Date) return filetimeFromDate(time);
  const seconds = typeof time === 'string' && time.trim() === '' ? NaN : Number(time);
  if (Number.isNaN(seconds))
    throw new TypeError(`'${time}' is no time: seconds since 1970, a Date, or ticks`);
  // the fraction apart: times 1,000 it would lose the last digits of 100 ns
  const whole = Math.floor(seconds);
  return filetimeFromMs(whole * 1000) + BigInt(Math.round((seconds - whole) * 10_000_000));
}
