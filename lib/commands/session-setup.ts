import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import {
  SessionSetupRequest,
  type SessionSetupRequestInput,
  SessionSetupResponse as Codec,
  type SessionSetupResponse as Fields,
} from '../wire/smb2/session-setup.ts';
import type { Answered } from './addressed.ts';
import { Pdu } from './pdu.ts';
import type { Target } from './target.ts';

/** The fields of [MS-SMB2] 2.2.5. */
export interface SessionSetupOptions extends SessionSetupRequestInput {
  /** Told of the message as it was sent: the preauthentication hash covers it. */
  readonly onSent?: ((message: readonly Uint8Array[]) => void) | undefined;
}

/** The fields of [MS-SMB2] 2.2.6. */
export interface SessionSetupResponse extends Answered, Fields {
  readonly sessionId: bigint;
  /** The header's flags: whether the reply is signed. */
  readonly headerFlags: number;
  /** The reply as it arrived: the last one is verified with a key that its own token yields. */
  readonly message: Uint8Array;
}

/** One leg of a login ([MS-SMB2] 2.2.5). MORE_PROCESSING_REQUIRED is an answer: the next leg is due. */
export function sessionSetup(target: Target, options: SessionSetupOptions): Pdu<SessionSetupResponse> {
  const { onSent, ...fields } = options;
  return new Pdu(target, {
    command: Command.SESSION_SETUP,
    answers: [NtStatus.STATUS_MORE_PROCESSING_REQUIRED],
    verifies: true,
    onSent,
    encode: () => ({ body: SessionSetupRequest.encode(fields, HEADER_SIZE) }),
    decode: ({ header, message }) => ({
      status: header.status,
      ...Codec.decode(message, HEADER_SIZE),
      sessionId: header.sessionId,
      headerFlags: header.flags,
      message,
    }),
  });
}
