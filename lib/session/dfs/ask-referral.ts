// [MS-DFSC] 3.1.4.2 and 3.1.5.4.2: asking for a referral. Loaded when a server says of a path that it lies elsewhere.
import { concatMap, map, type Observable, of } from 'rxjs';

import { ioctlPlan, type IoctlResponse } from '../../commands/ioctl.ts';
import { Pdu } from '../../commands/pdu.ts';
import type { Tree } from '../../commands/target.ts';
import { SmbError } from '../../errors.ts';
import { DfsReferralResponse } from '../../wire/dfsc/dfs-referral-response.ts';
import { FSCTL_DFS_GET_REFERRALS, GetDfsReferral } from '../../wire/dfsc/get-dfs-referral.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { ipcOf } from '../side-tree.ts';
import type { SmbTree } from '../smb-tree.ts';
import { targetOf } from './network-address.ts';
import type { Referral } from './referral-cache.ts';

/** Version 4 says where sets of targets end, which does not matter to one who takes them in order. */
const REFERRAL_LEVEL = 4;
/** Bytes of the first answer: 2 KiB of Windows clients hold some 20 targets; longer ones are asked for again. */
const ROOM = [8_192, 65_536] as const;
/** Seconds for which a referral is believed that does not say: what Windows has for links. */
const DEFAULT_TTL = 300;

/**
 * Targets of one referral that are tried, the best first. Each may take as long as a connection is waited for, and one
 * answer has room for two thousand.
 */
const MOST_TARGETS = 32;

/** A referral, and the seconds for which it is believed. */
export interface Referred {
  readonly referral: Referral;
  readonly timeToLive: number;
}

/** Asks the server of a share where a path of it lies. Both as `\\server\share\path`. */
export function askReferral(tree: SmbTree, share: string, requestFileName: string): Observable<Referred> {
  const input = GetDfsReferral.encode({ maxReferralLevel: REFERRAL_LEVEL, requestFileName });
  const ask = (maxOutputResponse: number) =>
    ipcOf(tree.session).pipe(concatMap(ipc => referralsFrom(ipc, input, maxOutputResponse)));
  const [first, more] = ROOM;
  const { port } = tree.session.connection;
  return ask(first).pipe(
    concatMap(answer => (answer.status === NtStatus.STATUS_BUFFER_OVERFLOW ? ask(more) : of(answer))),
    map(({ output }) => referredTo(share, requestFileName, port, DfsReferralResponse.decode(output))),
  );
}

function referredTo(
  share: string,
  asked: string,
  port: number,
  { pathConsumed, referrals }: DfsReferralResponse,
): Referred {
  const prefix = asked.slice(0, pathConsumed / 2).replace(/\\+$/, '');
  const targets = referrals
    .map(({ networkAddress }) => targetOf(networkAddress, port))
    .filter(target => target !== undefined)
    .slice(0, MOST_TARGETS);
  // a link of this share, or it would be asked for ever
  const whole = pathConsumed % 2 === 0 && ['\\', ''].includes(asked.charAt(prefix.length));
  const below = whole && prefix.length > share.length;
  if (targets.length === 0 || !below) {
    throw new SmbError({
      code: 'ENOENT',
      message: `the server refers '${asked}' to nowhere (DFS)`,
      command: 'IOCTL',
    });
  }
  const [{ timeToLive } = { timeToLive: 0 }] = referrals;
  return { referral: { prefix, targets }, timeToLive: timeToLive === 0 ? DEFAULT_TTL : timeToLive };
}

/** Signed whenever there is a key, the answer too, signing off or not: it says where the login goes. */
function referralsFrom(ipc: Tree, input: Uint8Array, maxOutputResponse: number): Observable<IoctlResponse> {
  const options = { ctlCode: FSCTL_DFS_GET_REFERRALS, input, maxOutputResponse };
  return new Pdu(ipc, ioctlPlan(options, { signed: true }));
}
