/** 1970 in ticks of 100 ns since 1601. */
const EPOCH = 116_444_736_000_000_000n;

/** Ticks of 100 ns since 1601, as a server has them, in nanoseconds since 1970. */
export function toUnix(ticks: bigint): bigint {
  return (ticks - EPOCH) * 100n;
}

/** Nanoseconds since 1970 in ticks, cut towards the past; what lies before 1601 becomes the first of them. */
export function toTicks(ns: bigint): bigint {
  const ticks = (ns - (((ns % 100n) + 100n) % 100n)) / 100n + EPOCH;
  return ticks > 0n ? ticks : 1n;
}
