import { NtStatus } from '../wire/erref/ntstatus.ts';
import { Refused } from './refused.ts';

/** [MS-FSA] 2.1.5.3: the largest offset that there is. */
export const LAST = 0x7fff_ffff_ffff_ffffn;

/**
 * A place in a file as a number.
 * @param length of what begins there
 * @param beyond the status where a number cannot tell it exactly: no file is so long
 * @throws {Refused} STATUS_INVALID_PARAMETER where not even the protocol can: offsets have a sign there
 */
export function safe(offset: bigint, length = 0, beyond: number = NtStatus.STATUS_INVALID_PARAMETER): number {
  const end = offset + BigInt(length);
  if (offset < 0n || end > LAST) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  if (end > BigInt(Number.MAX_SAFE_INTEGER)) throw new Refused(beyond);
  return Number(offset);
}
