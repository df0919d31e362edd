// [MS-SMB2] 2.2.5 SESSION_SETUP Request, 2.2.6 SESSION_SETUP Response
import { lengthOf, offsetOf, reserved, u16, u32, u64, u8 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { bytes } from '../tails.ts';

/** Flags of the request. */
export const SessionSetupFlags = { BINDING: 1 } as const;
export type SessionSetupFlags = (typeof SessionSetupFlags)[keyof typeof SessionSetupFlags];

/** What kind of session the server made. */
export const SessionFlags = { IS_GUEST: 1, IS_NULL: 2, ENCRYPT_DATA: 4 } as const;
export type SessionFlags = (typeof SessionFlags)[keyof typeof SessionFlags];

/** One leg of the login. */
export const SessionSetupRequest = struct('SMB2 SESSION_SETUP Request', 25, {
  flags: u8,
  /** SecurityMode, here in one byte. */
  securityMode: u8,
  capabilities: u32,
  channel: reserved(4),
  securityBufferOffset: offsetOf('securityBuffer', u16),
  securityBufferLength: lengthOf('securityBuffer', u16),
  previousSessionId: u64,
  securityBuffer: bytes,
});
export type SessionSetupRequest = ValueOf<typeof SessionSetupRequest>;
export type SessionSetupRequestInput = InputOf<typeof SessionSetupRequest>;

/** The answer to one leg. */
export const SessionSetupResponse = struct('SMB2 SESSION_SETUP Response', 9, {
  sessionFlags: u16,
  securityBufferOffset: offsetOf('securityBuffer', u16),
  securityBufferLength: lengthOf('securityBuffer', u16),
  securityBuffer: bytes,
});
export type SessionSetupResponse = ValueOf<typeof SessionSetupResponse>;
export type SessionSetupResponseInput = InputOf<typeof SessionSetupResponse>;
