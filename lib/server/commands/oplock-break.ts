// [MS-SMB2] 3.3.5.22 Receiving an SMB2 OPLOCK_BREAK Acknowledgment
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { viewOf } from '../../wire/fields.ts';
import { Dialect } from '../../wire/smb2/dialect.ts';
import { HEADER_SIZE } from '../../wire/smb2/header.ts';
import { LeaseBreakAcknowledgment } from '../../wire/smb2/lease-break.ts';
import { OplockBreakAcknowledgment } from '../../wire/smb2/oplock-break.ts';
import type { Call } from '../connection/call.ts';
import { Refused } from '../refused.ts';

/** No oplock and no lease is ever granted, so that none can be given back. */
export function oplockBreak(call: Call): never {
  if (isLease(call)) {
    call.read(LeaseBreakAcknowledgment);
    throw new Refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
  }
  call.open(call.read(OplockBreakAcknowledgment).fileId);
  throw new Refused(NtStatus.STATUS_INVALID_DEVICE_STATE);
}

/** Only the StructureSize tells the two kinds apart; 2.0.2 knows no leases. */
function isLease({ link, message: { head } }: Call): boolean {
  if (link.agreement?.dialect === Dialect.SMB_2_0_2 || head.length < HEADER_SIZE + 2) return false;
  return viewOf(head).getUint16(HEADER_SIZE, true) === LeaseBreakAcknowledgment.fixed;
}
