// [MS-SMB2] 3.3.5.2.4 to 3.3.5.2.11: what every request must pass before its command sees it
import { ProtocolError } from '../../errors.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Command } from '../../wire/smb2/command.ts';
import { RELATED_FILE_ID } from '../../wire/smb2/file-id.ts';
import { HeaderFlags } from '../../wire/smb2/header.ts';
import { Refused } from '../refused.ts';
import type { Session } from '../state/session.ts';
import type { Tree } from '../state/tree.ts';
import type { Call } from './call.ts';
import { HangUp } from './link.ts';

/** Commands that belong to no share. */
const NO_TREE: readonly number[] = [
  Command.NEGOTIATE,
  Command.SESSION_SETUP,
  Command.LOGOFF,
  Command.TREE_CONNECT,
  Command.ECHO,
];

/**
 * Finds the session and the share of a request and checks its signature.
 *
 * @throws {Refused} what the reply shall say
 * @throws {HangUp} when the client does not keep the order of the protocol
 */
export function admit(call: Call): void {
  const { link, message, chain } = call;
  const { command } = message.header;
  if (command === Command.NEGOTIATE) return;
  if (link.agreement === undefined) throw new HangUp('the first request was no NEGOTIATE');
  if (call.isCancel) {
    // 3.3.5.16: it is signed, or it is not
    if (message.has(HeaderFlags.SIGNED)) checkSignature(call, link.sessions.get(message.header.sessionId));
    return;
  }
  if (command > Command.OPLOCK_BREAK) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  // 3.3.5.2.7.2: there is nothing that the first one could be related to
  if (call.related && call.index === 0) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  if (!call.related) chain.fileId = RELATED_FILE_ID;
  if (call.doomed) throw new Refused(inherited(chain.status));
  const session = sessionOf(call);
  checkSealing(call, session);
  checkSignature(call, session);
  const tree = NO_TREE.includes(command) ? undefined : treeOf(call, session);
  checkCharge(call);
  call.enter(session, tree);
}

/** What a failure means for what is related to it: a session that is not there makes it senseless, as with Windows. */
function inherited(status: number): number {
  return status === NtStatus.STATUS_USER_SESSION_DELETED ? NtStatus.STATUS_INVALID_PARAMETER : status;
}

function sessionOf({ link, message, chain, related }: Call): Session | undefined {
  const { command, sessionId } = message.header;
  if (!related) chain.sessionId = sessionId;
  const session = link.sessions.get(chain.sessionId);
  // a login finds its own session, and an ECHO may come from nobody
  if (command === Command.SESSION_SETUP || (command === Command.ECHO && chain.sessionId === 0n))
    return session;
  if (session?.valid !== true) throw new Refused(NtStatus.STATUS_USER_SESSION_DELETED);
  return session;
}

/** 3.3.5.2.9: a session that must be sealed takes nothing else, and nobody seals for another. */
function checkSealing({ message, chain }: Call, session: Session | undefined): void {
  const { sealedBy } = chain;
  if (sealedBy !== undefined && sealedBy !== session)
    throw new HangUp('a request sealed with the key of another session');
  if (session === undefined || message.header.command === Command.SESSION_SETUP) return;
  if (session.sealingRequired && sealedBy === undefined) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
}

function checkSignature({ link, message, chain }: Call, session: Session | undefined): void {
  if (chain.sealedBy !== undefined) return; // its tag says more
  if (session?.signer === undefined || message.header.command === Command.SESSION_SETUP) return;
  const signed = message.has(HeaderFlags.SIGNED);
  const fits = signed ? session.signer.verify(message.parts) : !session.signingRequired;
  if (fits) return;
  const { messageId } = message.header;
  link.violated(new ProtocolError(`request ${messageId} is ${signed ? 'signed wrongly' : 'not signed'}`));
  throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
}

function treeOf({ message, chain, related }: Call, session: Session | undefined): Tree {
  if (!related) chain.treeId = message.header.treeId;
  const tree = session?.trees.get(chain.treeId);
  if (tree === undefined) throw new Refused(NtStatus.STATUS_NETWORK_NAME_DELETED);
  return tree;
}

/** One credit for each 64 KiB that go either way (3.3.5.2.5); the size itself is the command's to know. */
function checkCharge({ link, message }: Call): void {
  if (link.agreement?.multiCredit !== true) return;
  const charged = Math.max(1, message.header.creditCharge) * 65_536;
  if (message.length > charged + 4096) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
}
