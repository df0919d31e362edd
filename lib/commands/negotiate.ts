import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import {
  NegotiateRequest,
  type NegotiateRequestInput,
  NegotiateResponse as Codec,
  type NegotiateResponse as Fields,
} from '../wire/smb2/negotiate.ts';
import type { Answered } from './addressed.ts';
import { Pdu } from './pdu.ts';
import type { Connection } from './target.ts';

/** The fields of [MS-SMB2] 2.2.3. */
export interface NegotiateOptions extends NegotiateRequestInput {
  /** Told of the message as it was sent: the preauthentication hash covers it. */
  readonly onSent?: ((message: readonly Uint8Array[]) => void) | undefined;
}

/** The fields of [MS-SMB2] 2.2.4. */
export interface NegotiateResponse extends Answered, Fields {
  /** The reply as it arrived, for the same hash. */
  readonly message: Uint8Array;
}

/** Agrees on a dialect and what goes with it ([MS-SMB2] 2.2.3): the first command on a connection, once. */
export function negotiate(connection: Connection, options: NegotiateOptions): Pdu<NegotiateResponse> {
  const { onSent, ...fields } = options;
  return new Pdu(connection, {
    command: Command.NEGOTIATE,
    onSent,
    encode: () => ({ body: NegotiateRequest.encode(fields, HEADER_SIZE) }),
    decode: ({ header, message }) => ({
      status: header.status,
      ...Codec.decode(message, HEADER_SIZE),
      message,
    }),
  });
}
