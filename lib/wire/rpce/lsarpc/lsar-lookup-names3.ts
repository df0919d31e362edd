// [MS-LSAT] 3.1.4.6 LsarLookupNames3 (Opnum 68), 2.2.26 LSAPR_TRANSLATED_SIDS_EX2
import { array, counted, i32, ndrStruct, type NdrValue, pointer, u16, u32 } from '../ndr.ts';
import { rpcSidOrZero, unicodeString } from '../ndr-strings.ts';
import { rpcCall } from '../rpc-call.ts';
import { REFERENCED_DOMAIN_LIST } from './lookup.ts';
import { policyHandle } from './policy.ts';

/** LSAPR_TRANSLATED_SID_EX2: a SID, and the index of its domain, negative where there is none. */
export const TRANSLATED_SID_EX2 = ndrStruct({
  use: u16,
  sid: pointer(rpcSidOrZero),
  domainIndex: i32,
  flags: u32,
});
export type TRANSLATED_SID_EX2 = NdrValue<typeof TRANSLATED_SID_EX2>;

const translatedSids = counted(TRANSLATED_SID_EX2);

/** Names to SIDs. */
export const LsarLookupNames3 = rpcCall(
  'LsarLookupNames3',
  68,
  {
    policyHandle,
    count: u32,
    names: array(unicodeString),
    translatedSids,
    lookupLevel: u16,
    mappedCount: u32,
    lookupOptions: u32,
    clientRevision: u32,
  },
  { referencedDomains: pointer(REFERENCED_DOMAIN_LIST), translatedSids, mappedCount: u32, status: u32 },
);
