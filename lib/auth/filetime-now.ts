/** The present in ticks of 100 ns since 1601. */
export function filetimeNow(): bigint {
  return (BigInt(Date.now()) + 11_644_473_600_000n) * 10_000n;
}
