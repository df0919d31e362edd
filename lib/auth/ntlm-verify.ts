// [MS-NLMP] 3.2.5.1.2 what a server checks of an AUTHENTICATE_MESSAGE, 3.3.2 the response of NTLMv2
import { timingSafeEqual } from 'node:crypto';
import { viewOf } from '../wire/fields.ts';
import { type AuthenticateMessage, MIC_OFFSET } from '../wire/nlmp/authenticate-message.ts';
import { AvFlags, AvId, avValue, decodeAvPairs } from '../wire/nlmp/av-pair.ts';
import { ClientChallenge } from '../wire/nlmp/client-challenge.ts';
import { messageIntegrity, ntProofStr, ntowfv2, sessionBaseKey } from './ntlm-crypto.ts';

const PROOF_SIZE = 16;
const NTLMV1_SIZE = 24;

/** A null session: nobody, who proves nothing. */
export function isAnonymous(message: AuthenticateMessage): boolean {
  const { userName, ntChallengeResponse, lmChallengeResponse: lm } = message;
  return userName === '' && ntChallengeResponse.length === 0 && (lm[0] ?? 0) === 0 && lm.length <= 1;
}

/** LM and NTLM, or nothing at all, where NTLMv2 is wanted. */
export function isOutdated({ ntChallengeResponse }: AuthenticateMessage): boolean {
  return ntChallengeResponse.length === 0 || ntChallengeResponse.length === NTLMV1_SIZE;
}

/**
 * Whether the response says that a MIC protects the messages. Nobody can take that word back: the proof covers it.
 *
 * @throws {ProtocolError} for a response that is not of NTLMv2
 */
export function announcesMic({ ntChallengeResponse }: AuthenticateMessage): boolean {
  const { avPairs } = ClientChallenge.decode(ntChallengeResponse.subarray(PROOF_SIZE));
  const flags = avValue(decodeAvPairs(avPairs), AvId.MsvAvFlags);
  return flags?.length === 4 && (viewOf(flags).getUint32(0, true) & AvFlags.MIC_PROVIDED) !== 0;
}

/**
 * The KeyExchangeKey that the password gives, `undefined` where the proof was made with another.
 */
export function verifyProof(
  message: AuthenticateMessage,
  serverChallenge: Uint8Array,
  password: string,
): Uint8Array | undefined {
  const proof = message.ntChallengeResponse.subarray(0, PROOF_SIZE);
  const temp = message.ntChallengeResponse.subarray(PROOF_SIZE);
  const responseKey = ntowfv2(password, message.userName, message.domainName);
  const expected = ntProofStr(responseKey, serverChallenge, temp);
  const key = sessionBaseKey(responseKey, expected);
  return proof.length === PROOF_SIZE && timingSafeEqual(proof, expected) ? key : undefined;
}

/** Whether the MIC in the last of the three messages, as they went over the wire, is that of the key. */
export function verifyMic(
  exportedKey: Uint8Array,
  negotiate: Uint8Array,
  challenge: Uint8Array,
  authenticate: Uint8Array,
): boolean {
  const bare = Uint8Array.from(authenticate);
  const mic = bare.slice(MIC_OFFSET, MIC_OFFSET + 16);
  const expected = messageIntegrity(
    exportedKey,
    negotiate,
    challenge,
    bare.fill(0, MIC_OFFSET, MIC_OFFSET + 16),
  );
  return mic.length === expected.length && timingSafeEqual(mic, expected);
}
