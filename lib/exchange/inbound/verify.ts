// [MS-SMB2] 3.2.5.1.3 Verifying the signature
import { ProtocolError, SmbError } from '../../errors.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { commandName } from '../../wire/smb2/command.ts';
import { type Header, HeaderFlags } from '../../wire/smb2/header.ts';
import type { Entry } from '../ledger.ts';
import type { Inbound } from './inbound.ts';

const GONE: readonly number[] = [
  NtStatus.STATUS_USER_SESSION_DELETED,
  NtStatus.STATUS_NETWORK_SESSION_EXPIRED,
];

/**
 * Refuses a plain reply to a sealed request, a reply that should be signed and is not, and one whose signature does not hold. Interim replies
 * are exempt: their signature field may hold anything. What decides is whether the request was signed, never
 * the flag in the reply, which an attacker can clear.
 */
export function verify(inbound: Inbound): boolean {
  const { exchange, entry, header, message, payload, sealedBy } = inbound;
  if (sealedBy !== undefined) return checkSealed(inbound, sealedBy);
  if (entry?.sealed === true) {
    refuseUnkeyed(entry, commandName(header.command), header);
    throw forged(
      `the server's reply to ${commandName(header.command)} is not encrypted`,
      commandName(header.command),
    );
  }
  if (entry === undefined || header.status === NtStatus.STATUS_PENDING || entry.request.verifies) return true;
  const flagged = (header.flags & HeaderFlags.SIGNED) !== 0;
  if (!flagged && !entry.signed) return true;
  if (entry.chain.orphaned && payload !== undefined) return true; // its payload went to scrap; nobody sees it
  const security = exchange.security.of(entry.request.sessionId);
  if (security === undefined) return true; // signed with a key that this session never had
  const command = commandName(header.command);
  if (!flagged) {
    refuseUnkeyed(entry, command, header);
    throw forged(`the server's reply to ${command} is not signed`, command);
  }
  if (!security.signer.verify(payload === undefined ? [message] : [message, payload])) {
    refuseUnkeyed(entry, command);
    throw forged(`the signature of the server's reply to ${command} is wrong`, command);
  }
  return true;
}

/** The tag stands for the signature, of the session whose key it was made with and of no other. */
function checkSealed({ entry, header }: Inbound, sealedBy: bigint): true {
  const meant = entry?.request.sessionId ?? sealedBy;
  if (meant === sealedBy && (header.sessionId === sealedBy || entry === undefined)) return true;
  throw new ProtocolError(`the server encrypted a reply of session ${header.sessionId} with another's key`);
}

/**
 * A server that has lost the session has lost its key, too: either way the connection is over. It may have said so in a
 * part of the chain before: Samba signs only the first when a ticket has expired, and echoes the request's signature in the
 * others.
 */
function refuseUnkeyed({ chain }: Entry, command: string, header?: Header): void {
  const said = [header, ...chain.replies.map(reply => reply?.header)];
  if (!said.some(each => each !== undefined && GONE.includes(each.status))) return;
  throw new SmbError({
    code: 'ERR_SMB_CLOSED',
    message: 'the server has ended the session: log in again, with a fresh ticket where it is Kerberos',
    command,
    fatal: true,
    outcome: 'refused',
  });
}

function forged(what: string, command: string): SmbError {
  const message = `${what}: somebody on the network may have altered it`;
  return new SmbError({ code: 'ERR_SMB_SIGNATURE', message, command, fatal: true, outcome: 'unknown' });
}
