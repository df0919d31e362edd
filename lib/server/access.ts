// [MS-SMB2] 2.2.13.1 and 3.3.5.9: what an open may do
import { NtStatus } from '../wire/erref/ntstatus.ts';
import { AccessMask } from '../wire/smb2/access-mask.ts';
import { Refused } from './refused.ts';

const { READ_DATA, WRITE_DATA, APPEND_DATA, READ_EA, WRITE_EA, EXECUTE } = AccessMask;
const { READ_ATTRIBUTES, WRITE_ATTRIBUTES, DELETE, READ_CONTROL, SYNCHRONIZE } = AccessMask;

/** All that can be done with a file. */
export const ALL_ACCESS = 0x001f_01ff;
/** All that changes nothing. */
export const READ_ACCESS = READ_DATA | READ_EA | EXECUTE | READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;
/** What changes the bytes of a file. */
export const WRITE_BYTES = WRITE_DATA | APPEND_DATA;
/** What a file with FILE_ATTRIBUTE_READONLY lets nobody do. */
export const NOT_READ_ONLY = WRITE_BYTES;

const GENERIC_READ = READ_DATA | READ_EA | READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;
const GENERIC_WRITE = WRITE_BYTES | WRITE_EA | WRITE_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;
const GENERIC_EXECUTE = EXECUTE | READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;
const KNOWN = ALL_ACCESS | 0xf300_0000;

/** What may be granted: everything, unless nothing can be changed here. */
export function allowed(readOnlyShare: boolean): number {
  return readOnlyShare ? READ_ACCESS : ALL_ACCESS;
}

/**
 * Turns what is desired into the rights that are granted.
 *
 * @param most all that may be granted
 * @throws {Refused} STATUS_ACCESS_DENIED
 */
export function grant(desired: number, most: number): number {
  if (desired === 0 || (desired & ~KNOWN) !== 0) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  let wanted = desired & ALL_ACCESS;
  if (desired & AccessMask.GENERIC_READ) wanted |= GENERIC_READ;
  if (desired & AccessMask.GENERIC_WRITE) wanted |= GENERIC_WRITE;
  if (desired & AccessMask.GENERIC_EXECUTE) wanted |= GENERIC_EXECUTE;
  if (desired & AccessMask.GENERIC_ALL) wanted |= ALL_ACCESS;
  // whoever may close a file may also wait for it
  const missing = wanted & ~(most | SYNCHRONIZE);
  if (missing !== 0) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  return desired & AccessMask.MAXIMUM_ALLOWED ? wanted | most : wanted;
}

/** Rights by which an open stands in the way of others, and they in its. */
export const SHARED_RIGHTS = {
  read: READ_DATA | EXECUTE,
  write: WRITE_BYTES,
  delete: DELETE,
} as const;
