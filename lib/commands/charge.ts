// [MS-SMB2] 3.2.4.1.5 Calculating the CreditCharge

/** Bytes that one credit pays for. */
export const CREDIT_BYTES = 65_536;

/** Credits for a request that carries, or whose reply may bring, `bytes`. */
export function creditCharge(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / CREDIT_BYTES));
}
