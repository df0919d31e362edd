// [MS-SMB2] 3.3.5.5 Receiving an SMB2 SESSION_SETUP Request
import type { AcceptorReply } from '../../auth/acceptor.ts';
import { deriveKeys, eraseKeys } from '../../crypto/kdf.ts';
import { extendPreauth } from '../../crypto/preauth.ts';
import { cipherKeyLength, createSealing } from '../../crypto/sealing.ts';
import { createSigner } from '../../crypto/signing.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Dialect, SecurityMode } from '../../wire/smb2/dialect.ts';
import {
  SessionFlags,
  SessionSetupFlags,
  SessionSetupRequest,
  SessionSetupResponse,
} from '../../wire/smb2/session-setup.ts';
import type { Call } from '../connection/call.ts';
import { type Agreement, HangUp } from '../connection/link.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { Refused } from '../refused.ts';
import { Session } from '../state/session.ts';

/** One leg of a login. */
export async function sessionSetup(call: Call): Promise<Reply> {
  const { link, message, chain } = call;
  const { agreement } = link;
  if (agreement === undefined) throw new HangUp('SESSION_SETUP before NEGOTIATE');
  const request = call.read(SessionSetupRequest);
  // 3.3.5.5: a further channel of a session would need a multi-channel server
  if ((request.flags & SessionSetupFlags.BINDING) !== 0) {
    throw new Refused(
      agreement.dialect < Dialect.SMB_3_0
        ? NtStatus.STATUS_REQUEST_NOT_ACCEPTED
        : NtStatus.STATUS_NOT_SUPPORTED,
    );
  }
  const session = sessionFor(call);
  chain.sessionId = session.id;
  const newest = agreement.dialect === Dialect.SMB_3_1_1;
  if (newest) session.preauth = extendPreauth(session.preauth, message.parts);
  const step = await login(call, session, request.securityBuffer);
  const { id: sessionId } = session;
  if (!step.done) {
    return reply(
      SessionSetupResponse,
      { securityBuffer: step.token },
      {
        status: NtStatus.STATUS_MORE_PROCESSING_REQUIRED,
        sessionId,
        onSend: parts => {
          if (newest) session.preauth = extendPreauth(session.preauth, parts);
        },
      },
    );
  }
  enter(session, step, agreement);
  const wish = agreement.client.securityMode | request.securityMode;
  const signing = link.host.settings.signingRequired || (wish & SecurityMode.SIGNING_REQUIRED) !== 0;
  // whoever is nobody shares no key with us
  session.signingRequired = signing && session.signer !== undefined;
  await seal(call, session);
  await endPrevious(call, request.previousSessionId, session);
  return reply(
    SessionSetupResponse,
    {
      sessionFlags:
        (session.anonymous ? SessionFlags.IS_NULL : 0) |
        (session.sealingRequired ? SessionFlags.ENCRYPT_DATA : 0),
      securityBuffer: step.token ?? new Uint8Array(0),
    },
    { sessionId, signer: session.signer },
  );
}

/** A new login, the next leg of one, or a session that logs in again. */
function sessionFor({ link, message }: Call): Session {
  const { sessionId } = message.header;
  const { host } = link;
  if (sessionId === 0n) {
    const session = new Session(host.nextSessionId(), link.preauth, ended => link.endSession(ended));
    link.sessions.set(session.id, session);
    host.sessions.set(session.id, session);
    return session;
  }
  const session = link.sessions.get(sessionId);
  if (session === undefined) throw new Refused(NtStatus.STATUS_USER_SESSION_DELETED);
  return session;
}

/** Hands a token to whoever logs the session in; a session that logs in again gets somebody new. */
async function login({ link }: Call, session: Session, token: Uint8Array): Promise<AcceptorReply> {
  if (session.acceptor === undefined) {
    session.acceptor = link.host.acceptor();
    if (session.valid) session.preauth = link.preauth;
  }
  try {
    const step = await session.acceptor.step(token);
    if (step.done) session.acceptor = undefined;
    return step;
  } catch (error) {
    session.acceptor = undefined;
    if (!session.valid) await session.dismiss();
    throw error;
  }
}

/** The keys of a session stay when it logs in again (3.3.5.5.3). */
function enter(
  session: Session,
  accepted: Extract<AcceptorReply, { done: true }>,
  agreement: Agreement,
): void {
  const again = session.valid;
  session.valid = true;
  if (again) return;
  session.user = accepted.user;
  session.anonymous = accepted.anonymous;
  if (accepted.sessionKey === undefined) return;
  const { dialect, signingAlgorithm, cipher } = agreement;
  const { sessionKey: full } = accepted;
  const cipherLength = cipher === undefined ? undefined : cipherKeyLength(cipher);
  const keys = deriveKeys({
    dialect,
    sessionKey: full,
    preauth: session.preauth,
    cipherKeyLength: cipherLength,
    role: 'server',
  });
  session.sealing = createSealing(cipher, keys, session.id);
  session.signer = createSigner(signingAlgorithm, keys.signingKey, 'server');
  eraseKeys(keys);
}

/** @throws {Refused} STATUS_ACCESS_DENIED when everything must be sealed and this session cannot */
async function seal({ link }: Call, session: Session): Promise<void> {
  if (link.host.settings.encryption !== 'required') return;
  session.sealingRequired = session.sealing !== undefined;
  if (session.sealingRequired) return;
  await session.dismiss();
  throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
}

/** 3.3.5.5.3: a client that lost its connection takes its old session away, not anybody else's. */
async function endPrevious({ link }: Call, previous: bigint, session: Session): Promise<void> {
  if (previous === 0n || previous === session.id) return;
  const old = link.host.sessions.get(previous);
  if (old?.user.toUpperCase() === session.user.toUpperCase()) await old.dismiss();
}
