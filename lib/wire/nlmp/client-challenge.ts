// [MS-NLMP] 2.2.2.7 NTLMv2_CLIENT_CHALLENGE, which 3.3.2 calls temp
import { blob, must, reserved, u64, u8 } from '../fields.ts';
import { type ValueOf, struct } from '../struct.ts';
import { bytes } from '../tails.ts';

/** What the NTLMv2 proof is computed over, besides the server's challenge. */
export const ClientChallenge = struct('NTLMv2_CLIENT_CHALLENGE', undefined, {
  respType: { ...u8, fallback: 1 },
  hiRespType: { ...u8, fallback: 1 },
  reserved: reserved(6),
  /** FILETIME. */
  timeStamp: u64,
  challengeFromClient: must(blob(8)),
  reserved3: reserved(4),
  /** AV_PAIRs with their MsvAvEOL, then the four zeros of Z(4) in 3.3.2. */
  avPairs: bytes,
});
export type ClientChallenge = ValueOf<typeof ClientChallenge>;
