// [MS-SMB2] 2.2.30 CANCEL and 3.2.4.24
import { PREFIX } from '../transport/framing.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE, HeaderFlags, writeHeader } from '../wire/smb2/header.ts';
import type { Core } from './core.ts';
import type { Entry } from './ledger.ts';
import { framed } from './outbound/framed.ts';

const BODY = 4;

/** The server may still be working on it. */
export function isCurrent(entry: Entry): boolean {
  return entry.state === 'sent' || entry.state === 'pending';
}

/**
 * Asks the server to stop: by AsyncId once an interim reply was seen, else by MessageId. It consumes no
 * credit and has no reply; the credits of the cancelled request come back with that request's own reply.
 */
export function sendCancel(exchange: Core, entry: Entry): void {
  const { request, messageId, asyncId } = entry;
  const message = new Uint8Array(PREFIX + HEADER_SIZE + BODY).subarray(PREFIX);
  const security = exchange.security.of(request.sessionId);
  const sign = security !== undefined && entry.signed;
  writeHeader(message, 0, {
    command: Command.CANCEL,
    flags: (asyncId === undefined ? 0 : HeaderFlags.ASYNC_COMMAND) | (sign ? HeaderFlags.SIGNED : 0),
    messageId,
    sessionId: request.sessionId,
    ...(asyncId === undefined ? { treeId: request.treeId } : { asyncId }),
  });
  message[HEADER_SIZE] = BODY;
  if (sign) security.signer.sign([message]);
  exchange.sendRaw(framed([message], entry.sealed ? security?.sealing : undefined));
}
