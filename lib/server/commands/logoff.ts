// [MS-SMB2] 3.3.5.6 Receiving an SMB2 LOGOFF Request
import { LogoffRequest, LogoffResponse } from '../../wire/smb2/logoff.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';

/** Ends the session; its reply is still signed with the session's key. */
export async function logoff(call: Call): Promise<Reply> {
  call.read(LogoffRequest);
  const { session } = call;
  const signer = session.signingRequired ? session.signer : undefined;
  await call.link.endSession(session);
  return reply(LogoffResponse, {}, { signer });
}
