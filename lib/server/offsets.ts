import { NtStatus } from '../wire/erref/ntstatus.ts';
import { Refused } from './refused.ts';

/**
 * A place in a file as a number.
 * @param length of what begins there
 * @throws {Refused} STATUS_INVALID_PARAMETER beyond what a number can tell exactly, which no file reaches
 */
export function safe(offset: bigint, length = 0): number {
  const end = offset + BigInt(length);
  if (offset < 0n || end > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  }
  return Number(offset);
}
