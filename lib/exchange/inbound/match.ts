// [MS-SMB2] 3.2.5.1.2 Finding the application request for this response
import { ProtocolError } from '../../errors.ts';
import { Command, commandName } from '../../wire/smb2/command.ts';
import { HeaderFlags } from '../../wire/smb2/header.ts';
import type { Inbound } from './inbound.ts';

/** The MessageId of notices: what the server says unasked. */
const UNASKED = 0xffff_ffff_ffff_ffffn;

/** Finds the request by MessageId and checks that the command is the same. */
export function match(inbound: Inbound): boolean {
  const { exchange, header, message } = inbound;
  if ((header.flags & HeaderFlags.SERVER_TO_REDIR) === 0) {
    throw new ProtocolError(`the server sent a ${commandName(header.command)} request`);
  }
  if (header.messageId === UNASKED) {
    if (header.command !== Command.OPLOCK_BREAK) {
      throw new ProtocolError(`the server sent ${commandName(header.command)} unasked`);
    }
    exchange.notice(message);
    return false;
  }
  const entry = exchange.ledger.find(header.messageId);
  if (entry === undefined) {
    throw new ProtocolError(`the server answered message ${header.messageId}, which is not outstanding`);
  }
  if (header.command !== entry.request.command) {
    const [got, asked] = [commandName(header.command), commandName(entry.request.command)];
    throw new ProtocolError(`the server answered ${asked} with ${got}`);
  }
  inbound.entry = entry;
  return true;
}
