// [MS-SMB2] 3.3.5.2.5 Verifying the Credit Charge and the Payload Size
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Refused } from '../refused.ts';
import type { Call } from './call.ts';

/**
 * Bytes that a request brings or asks for must be allowed and paid for.
 * @param most what NEGOTIATE told
 * @throws {Refused} STATUS_INVALID_PARAMETER
 */
export function checkSize(call: Call, bytes: number, most: number): void {
  const { multiCredit = false } = call.link.agreement ?? {};
  const paid = Math.max(1, call.message.header.creditCharge) * 65_536;
  if (bytes > most || (multiCredit && bytes > paid)) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
}

/** The same for what is neither READ nor WRITE. */
export function checkTransact(call: Call, bytes: number): void {
  checkSize(call, bytes, call.link.agreement?.maxTransact ?? 0);
}
