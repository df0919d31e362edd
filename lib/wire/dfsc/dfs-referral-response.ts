// [MS-DFSC] 2.2.4 RESP_GET_DFS_REFERRAL
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';
import { readUtf16 } from '../tails.ts';

/** ReferralHeaderFlags. */
export const ReferralHeaderFlags = { REFERRAL_SERVERS: 1, STORAGE_SERVERS: 2, TARGET_FAILBACK: 4 } as const;
export type ReferralHeaderFlags = (typeof ReferralHeaderFlags)[keyof typeof ReferralHeaderFlags];

/** What a referral of versions 3 and 4 says of itself. */
export const ReferralEntryFlags = { NAME_LIST: 2, TARGET_SET_BOUNDARY: 4 } as const;
export type ReferralEntryFlags = (typeof ReferralEntryFlags)[keyof typeof ReferralEntryFlags];

/** One place where the path lies, [MS-DFSC] 2.2.5. */
export interface DfsReferral {
  readonly version: number;
  /** 1 for the root of a namespace, 0 for a link in it. */
  readonly serverType: number;
  readonly flags: number;
  /** Seconds for which it may be believed; 0 where a version 1 does not say. */
  readonly timeToLive: number;
  /** The part of the path that this place stands for, `\server\share\link`; empty in version 1. */
  readonly dfsPath: string;
  /** `\server\share`, and maybe a folder there. */
  readonly networkAddress: string;
}

/** Where a path lies. */
export interface DfsReferralResponse {
  /** Bytes of the path in the request that the referral stands for. */
  readonly pathConsumed: number;
  readonly flags: number;
  /** In the server's order: the best one first. */
  readonly referrals: readonly DfsReferral[];
}

const NAME = 'RESP_GET_DFS_REFERRAL';
const HEADER = 8;
/** Fixed bytes of an entry by its version; strings are elsewhere, but in version 1. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 2: 22, 3: 18, 4: 18 };
/** An entry takes 8 bytes at least, so no honest answer of 64 KiB has more. */
const MOST_REFERRALS = 8192;
/** Units of a name: no request can hold a longer path. */
const MOST_UNITS = 0x7fff;
/** Units of all names of one answer: referrals that share one long name must not multiply it. */
const MOST_TEXT = 0x1_0000;

function decode(bytes: Uint8Array): DfsReferralResponse {
  const view = viewOf(within(bytes, 0, HEADER, NAME));
  const count = view.getUint16(2, true);
  if (count > MOST_REFERRALS) throw new ProtocolError(`${NAME}: ${count} referrals`);
  const referrals: DfsReferral[] = [];
  let units = 0;
  let at = HEADER;
  for (let index = 0; index < count; index++) {
    const { referral, size } = entryAt(bytes, at);
    units += (referral?.dfsPath.length ?? 0) + (referral?.networkAddress.length ?? 0);
    if (units > MOST_TEXT) throw new ProtocolError(`${NAME}: names of more than ${MOST_TEXT} characters`);
    if (referral !== undefined) referrals.push(referral);
    at += size;
  }
  return { pathConsumed: view.getUint16(0, true), flags: view.getUint32(4, true), referrals };
}

/** The entry at a place, and its size; nothing of a list of names, which answers another question. */
function entryAt(bytes: Uint8Array, at: number): { referral: DfsReferral | undefined; size: number } {
  const head = viewOf(within(bytes, at, 8, NAME));
  const [version, size] = [head.getUint16(0, true), head.getUint16(2, true)];
  const [serverType, flags] = [head.getUint16(4, true), head.getUint16(6, true)];
  const fixed = FIXED[version];
  if (fixed === undefined) throw new ProtocolError(`${NAME}: a referral of version ${version}`);
  if (size < fixed) throw new ProtocolError(`${NAME}: a referral of ${size} bytes`);
  const entry = viewOf(within(bytes, at, size, NAME));
  const text = (field: number) => textAt(bytes, at + entry.getUint16(field, true));
  const common = { version, serverType, flags };
  if (version === 1) {
    const networkAddress = textAt(bytes.subarray(0, at + size), at + fixed);
    return { referral: { ...common, timeToLive: 0, dfsPath: '', networkAddress }, size };
  }
  if (version > 2 && (flags & ReferralEntryFlags.NAME_LIST) !== 0) return { referral: undefined, size };
  const [ttl, names] = version === 2 ? [12, 16] : [8, 12];
  const timeToLive = entry.getUint32(ttl, true);
  return { referral: { ...common, timeToLive, dfsPath: text(names), networkAddress: text(names + 4) }, size };
}

/** Text that ends with a NUL. */
function textAt(bytes: Uint8Array, at: number): string {
  if (at >= bytes.length) throw new ProtocolError(`${NAME}: a name at ${at} of ${bytes.length}`);
  const most = at + 2 * MOST_UNITS;
  let end = at;
  while (end < most && end + 1 < bytes.length && (bytes[end] !== 0 || bytes[end + 1] !== 0)) end += 2;
  if (end >= most || end + 1 >= bytes.length)
    throw new ProtocolError(`${NAME}: a name at ${at} that does not end`);
  return readUtf16(bytes.subarray(at, end));
}

/** The answer as it is the output of FSCTL_DFS_GET_REFERRALS; `decode` throws a ProtocolError for what cannot be one. */
export const DfsReferralResponse = { name: NAME, decode } as const;
