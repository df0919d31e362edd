// [MS-LSAT] 2.2: what the look-ups have in common
import { counted, ndrStruct, type NdrValue, pointer, u32 } from '../ndr.ts';
import { rpcSid, unicodeString } from '../ndr-strings.ts';

/** [MS-LSAT] 2.2.13 SID_NAME_USE: what a name belongs to. */
export const SidNameUse = {
  USER: 1,
  GROUP: 2,
  DOMAIN: 3,
  ALIAS: 4,
  WELL_KNOWN_GROUP: 5,
  DELETED_ACCOUNT: 6,
  INVALID: 7,
  UNKNOWN: 8,
  COMPUTER: 9,
  LABEL: 10,
} as const;
export type SidNameUse = (typeof SidNameUse)[keyof typeof SidNameUse];

/** [MS-LSAT] 2.2.16 LSAP_LOOKUP_LEVEL: everywhere that the server knows of. */
export const LSAP_LOOKUP_WKSTA = 1;

/** [MS-LSAT] 2.2.8: such a client understands every error. */
export const CLIENT_REVISION = 2;

/** [MS-LSAT] 2.2.1: what one call may ask for. */
export const MOST_NAMES = 1000;

/** [MS-LSAT] 2.2.12 LSAPR_REFERENCED_DOMAIN_LIST: the domains that the answers point into by their index. */
export const REFERENCED_DOMAIN_LIST = ndrStruct({
  domains: counted(ndrStruct({ name: unicodeString, sid: pointer(rpcSid) })),
  maxEntries: u32,
});
export type REFERENCED_DOMAIN_LIST = NdrValue<typeof REFERENCED_DOMAIN_LIST>;
