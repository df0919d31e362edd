// [MS-NLMP] 3.3.2 ComputeResponse of NTLMv2, 3.1.5.1.2 what the client puts into it
import { ProtocolError } from '../errors.ts';
import { AvFlags, AvId, type AvPair, avValue, decodeAvPairs, encodeAvPairs } from '../wire/nlmp/av-pair.ts';
import type { ChallengeMessage } from '../wire/nlmp/challenge-message.ts';
import { ClientChallenge } from '../wire/nlmp/client-challenge.ts';
import { viewOf } from '../wire/fields.ts';
import { writeUtf16 } from '../wire/tails.ts';
import { filetimeNow } from './filetime-now.ts';
import { ntProofStr, ntowfv2, sessionBaseKey } from './ntlm-crypto.ts';
import type { NtlmOptions } from './ntlm-options.ts';

/** The two responses of an AUTHENTICATE_MESSAGE, and the key that comes with them. */
export interface NtlmResponse {
  readonly lm: Uint8Array;
  readonly nt: Uint8Array;
  /** KeyExchangeKey: encrypts the session key for the server. */
  readonly key: Uint8Array;
  /** The response announces a MIC: everybody's but nobody's. */
  readonly withMic: boolean;
}

/** Of nobody: no response, one zero byte for LM, and a key that everybody knows. */
export const ANONYMOUS_RESPONSE: NtlmResponse = {
  lm: new Uint8Array(1),
  nt: new Uint8Array(0),
  key: new Uint8Array(16),
  withMic: false,
};

/**
 * The LM response stays zero, as 3.1.5.1.2 wants it beside a timestamp: whoever takes NTLMv2 does not need it. The MIC
 * is announced even where the server tells no time: else whoever cuts the time out of the challenge is rid of the MIC.
 */
export function respond(
  options: NtlmOptions,
  challenge: ChallengeMessage,
  random: (size: number) => Uint8Array,
): NtlmResponse {
  const offered = challenge.targetInfo.length > 0 ? decodeAvPairs(challenge.targetInfo) : undefined;
  const time = offered && avValue(offered, AvId.MsvAvTimestamp);
  const timestamp = time?.length === 8 ? viewOf(time).getBigUint64(0, true) : undefined;
  const pairs = amend(offered ?? [], options.targetName ?? '');
  const temp = ClientChallenge.encode({
    timeStamp: timestamp ?? (options.now ?? filetimeNow)(),
    challengeFromClient: random(8),
    avPairs: Buffer.concat([encodeAvPairs(pairs), new Uint8Array(4)]),
  });
  const responseKey = ntowfv2(options.password ?? '', options.username ?? '', options.domain ?? '');
  const proof = ntProofStr(responseKey, challenge.serverChallenge, temp);
  const nt = Buffer.concat([proof, temp]);
  if (nt.length > 0xffff)
    throw new ProtocolError('NTLM: the target information leaves no room for the response');
  return {
    lm: new Uint8Array(24),
    nt,
    key: sessionBaseKey(responseKey, proof),
    withMic: true,
  };
}

/** 3.1.5.1.2: the server's pairs, and ours instead of any it may have put under our numbers. */
function amend(offered: readonly AvPair[], targetName: string): AvPair[] {
  const ours: number[] = [AvId.MsvAvFlags, AvId.MsvAvChannelBindings, AvId.MsvAvTargetName];
  const given = avValue(offered, AvId.MsvAvFlags);
  const flags = new Uint8Array(4);
  const known = given?.length === 4 ? viewOf(given).getUint32(0, true) : 0;
  viewOf(flags).setUint32(0, known | AvFlags.MIC_PROVIDED, true);
  return [
    ...offered.filter(({ avId }) => !ours.includes(avId)),
    { avId: AvId.MsvAvFlags, value: flags },
    // zeros say that there is no TLS channel to bind to
    { avId: AvId.MsvAvChannelBindings, value: new Uint8Array(16) },
    { avId: AvId.MsvAvTargetName, value: writeUtf16(targetName) },
  ];
}
