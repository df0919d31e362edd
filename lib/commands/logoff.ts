import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { LogoffRequest, LogoffResponse } from '../wire/smb2/logoff.ts';
import type { Answered } from './addressed.ts';
import { Pdu } from './pdu.ts';
import type { Session } from './target.ts';

/** Ends a session and all that is open in it ([MS-SMB2] 2.2.7). */
export function logoff(session: Session): Pdu<Answered> {
  return new Pdu(session, {
    command: Command.LOGOFF,
    steadfast: true,
    encode: () => ({ body: LogoffRequest.encode({}, HEADER_SIZE) }),
    decode({ header, message }) {
      LogoffResponse.decode(message, HEADER_SIZE);
      return { status: header.status };
    },
  });
}
