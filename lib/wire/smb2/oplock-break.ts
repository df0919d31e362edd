// [MS-SMB2] 2.2.23.1 OPLOCK_BREAK Notification, 2.2.24.1 Acknowledgment, 2.2.25.1 Response
import { as, must, reserved, u8 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { fileId } from './file-id.ts';
import type { OplockLevel } from './oplock-level.ts';

const layout = {
  oplockLevel: must(as<OplockLevel>(u8)),
  reserved: reserved(1),
  reserved2: reserved(4),
  fileId,
};

/** The server wants an oplock back; unsolicited, its MessageId is all ones. A lease break is 44 bytes instead. */
export const OplockBreakNotification = struct('SMB2 OPLOCK_BREAK Notification', 24, layout);
export type OplockBreakNotification = ValueOf<typeof OplockBreakNotification>;
export type OplockBreakNotificationInput = InputOf<typeof OplockBreakNotification>;

/** The client gives it back. */
export const OplockBreakAcknowledgment = struct('SMB2 OPLOCK_BREAK Acknowledgment', 24, layout);
export type OplockBreakAcknowledgment = ValueOf<typeof OplockBreakAcknowledgment>;
export type OplockBreakAcknowledgmentInput = InputOf<typeof OplockBreakAcknowledgment>;

/** The level that remains. */
export const OplockBreakResponse = struct('SMB2 OPLOCK_BREAK Response', 24, layout);
export type OplockBreakResponse = ValueOf<typeof OplockBreakResponse>;
export type OplockBreakResponseInput = InputOf<typeof OplockBreakResponse>;
