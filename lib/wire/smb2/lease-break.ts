// [MS-SMB2] 2.2.23.2 Lease Break Notification, 2.2.24.2 Acknowledgment, 2.2.25.2 Response
import { blob, must, reserved, u16, u32, viewOf, within } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { HEADER_SIZE } from './header.ts';
import { OplockBreakNotification } from './oplock-break.ts';

/** What a lease allows to be kept. */
export const LeaseState = { NONE: 0, READ_CACHING: 1, HANDLE_CACHING: 2, WRITE_CACHING: 4 } as const;
export type LeaseState = (typeof LeaseState)[keyof typeof LeaseState];

/** Flags of the notification. */
export const LeaseBreakFlags = { ACK_REQUIRED: 1 } as const;
export type LeaseBreakFlags = (typeof LeaseBreakFlags)[keyof typeof LeaseBreakFlags];

/** The server wants a lease back, or a part of it. */
export const LeaseBreakNotification = struct('SMB2 Lease Break Notification', 44, {
  newEpoch: u16,
  flags: u32,
  leaseKey: must(blob(16)),
  currentLeaseState: u32,
  newLeaseState: u32,
  breakReason: reserved(4),
  accessMaskHint: reserved(4),
  shareMaskHint: reserved(4),
});
export type LeaseBreakNotification = ValueOf<typeof LeaseBreakNotification>;
export type LeaseBreakNotificationInput = InputOf<typeof LeaseBreakNotification>;

const answer = {
  reserved: reserved(2),
  flags: reserved(4),
  leaseKey: must(blob(16)),
  leaseState: must(u32),
  leaseDuration: reserved(8),
};

/** The client gives it back. */
export const LeaseBreakAcknowledgment = struct('SMB2 Lease Break Acknowledgment', 36, answer);
export type LeaseBreakAcknowledgment = ValueOf<typeof LeaseBreakAcknowledgment>;
export type LeaseBreakAcknowledgmentInput = InputOf<typeof LeaseBreakAcknowledgment>;

/** The state that remains. */
export const LeaseBreakResponse = struct('SMB2 Lease Break Response', 36, answer);
export type LeaseBreakResponse = ValueOf<typeof LeaseBreakResponse>;
export type LeaseBreakResponseInput = InputOf<typeof LeaseBreakResponse>;

/** A break as the server announces it. */
export type BreakNotification =
  | { readonly kind: 'oplock'; readonly notification: OplockBreakNotification }
  | { readonly kind: 'lease'; readonly notification: LeaseBreakNotification };

/**
 * Reads an unsolicited OPLOCK_BREAK; only the StructureSize tells the two kinds apart.
 *
 * @param message begins at the SMB2 header
 * @throws {ProtocolError} when it is neither
 */
export function readBreakNotification(message: Uint8Array, at = HEADER_SIZE): BreakNotification {
  within(message, at, 2, 'SMB2 OPLOCK_BREAK Notification');
  const structureSize = viewOf(message).getUint16(at, true);
  if (structureSize === LeaseBreakNotification.fixed) {
    return { kind: 'lease', notification: LeaseBreakNotification.decode(message, at) };
  }
  return { kind: 'oplock', notification: OplockBreakNotification.decode(message, at) };
}
