// [MS-DFSC] 2.2.2 REQ_GET_DFS_REFERRAL
import { viewOf } from '../fields.ts';
import { writeUtf16 } from '../tails.ts';

/** Asks for a referral; sent on IPC$. */
export const FSCTL_DFS_GET_REFERRALS = 0x0006_0194;

/** What is asked of a server: where a path lies. */
export interface GetDfsReferral {
  /** The newest kind of referral that is understood. */
  readonly maxReferralLevel: number;
  /** `\server\share\path`. */
  readonly requestFileName: string;
}

/** The request as it is the input of FSCTL_DFS_GET_REFERRALS. */
export const GetDfsReferral = {
  name: 'REQ_GET_DFS_REFERRAL',
  encode({ maxReferralLevel, requestFileName }: GetDfsReferral): Uint8Array {
    const name = writeUtf16(`${requestFileName}\0`);
    const bytes = new Uint8Array(2 + name.length);
    viewOf(bytes).setUint16(0, maxReferralLevel, true);
    bytes.set(name, 2);
    return bytes;
  },
} as const;
