import { Command } from '../wire/smb2/command.ts';
import { EchoRequest, EchoResponse } from '../wire/smb2/echo.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import type { Answered } from './addressed.ts';
import { Pdu } from './pdu.ts';
import type { Target } from './target.ts';

/**
 * Asks whether the server still answers ([MS-SMB2] 2.2.28).
 *
 * @example
 * ```ts
 * echo(share.connection).subscribe({ complete: () => console.log('alive') });
 * ```
 */
export function echo(connection: Target): Pdu<Answered> {
  return new Pdu(connection, {
    command: Command.ECHO,
    harmless: true,
    encode: () => ({ body: EchoRequest.encode({}, HEADER_SIZE) }),
    decode({ header, message }) {
      EchoResponse.decode(message, HEADER_SIZE);
      return { status: header.status };
    },
  });
}
