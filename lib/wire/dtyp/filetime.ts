// [MS-DTYP] 2.3.3 FILETIME
import { type Field, i64 } from '../fields.ts';

/** 1970-01-01 in ticks of 100 ns since 1601-01-01. */
export const UNIX_EPOCH_TICKS = 116_444_736_000_000_000n;

const TICKS_PER_MS = 10_000n;
const MAX_TICKS = 0x7fff_ffff_ffff_ffffn;

/**
 * What a time means that is none, in FileBasicInformation ([MS-FSCC] 2.4.7). Read back, 0 stands for a time
 * that the file system does not keep.
 */
export const FiletimeChange = {
  /** Leave this time as it is; also what an omitted time is written as. */
  LEAVE: 0n,
  /** Leave it, and do not touch it for what is done later through the same handle. */
  FREEZE: -1n,
  /** Touch it again for what is done later through the same handle. */
  RESUME: -2n,
} as const;
export type FiletimeChange = (typeof FiletimeChange)[keyof typeof FiletimeChange];

/** Ticks of 100 ns since 1601-01-01 UTC, signed because of {@link FiletimeChange}. Omitted means 0n. */
export const filetime: Field<bigint> = i64;

/**
 * Milliseconds since 1970, with their fraction, as ticks.
 *
 * @throws {RangeError} before 1601, after the year 30828, or when it is no finite number
 */
export function filetimeFromMs(ms: number): bigint {
  if (!Number.isFinite(ms)) throw new RangeError(`${ms} is not a time`);
  const whole = Math.floor(ms);
  return checked(BigInt(whole) * TICKS_PER_MS + BigInt(Math.round((ms - whole) * 10_000)) + UNIX_EPOCH_TICKS);
}

/** Ticks as milliseconds since 1970, fraction included; exact to about 0.25 us in our century. */
export function filetimeToMs(ticks: bigint): number {
  const unix = ticks - UNIX_EPOCH_TICKS;
  return Number(unix / TICKS_PER_MS) + Number(unix % TICKS_PER_MS) / 10_000;
}

/**
 * A Date as ticks.
 *
 * @throws {RangeError} as {@link filetimeFromMs}
 */
export function filetimeFromDate(date: Date): bigint {
  return filetimeFromMs(date.getTime());
}

/** Ticks as a Date, cut to whole milliseconds (towards the past). */
export function filetimeToDate(ticks: bigint): Date {
  return new Date(Math.floor(filetimeToMs(ticks)));
}

/**
 * Nanoseconds since 1970 as ticks, cut to 100 ns (towards the past).
 *
 * @throws {RangeError} before 1601 or after the year 30828
 */
export function filetimeFromNs(ns: bigint): bigint {
  const rest = ((ns % 100n) + 100n) % 100n;
  return checked((ns - rest) / 100n + UNIX_EPOCH_TICKS);
}

/** Ticks as nanoseconds since 1970, exactly. */
export function filetimeToNs(ticks: bigint): bigint {
  return (ticks - UNIX_EPOCH_TICKS) * 100n;
}

function checked(ticks: bigint): bigint {
  // 0 and below have meanings of their own: a time that happens to fall there must not acquire them
  if (ticks <= 0n || ticks > MAX_TICKS)
    throw new RangeError('the time lies outside of the years 1601 to 30828');
  return ticks;
}
