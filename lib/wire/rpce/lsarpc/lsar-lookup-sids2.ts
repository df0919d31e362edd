// [MS-LSAT] 3.1.4.10 LsarLookupSids2 (Opnum 57), 2.2.22 LSAPR_TRANSLATED_NAMES_EX
import { counted, i32, ndrStruct, type NdrValue, pointer, u16, u32 } from '../ndr.ts';
import { rpcSid, unicodeString } from '../ndr-strings.ts';
import { rpcCall } from '../rpc-call.ts';
import { REFERENCED_DOMAIN_LIST } from './lookup.ts';
import { policyHandle } from './policy.ts';

/** LSAPR_TRANSLATED_NAME_EX: a name, and the index of its domain, negative where there is none. */
export const TRANSLATED_NAME_EX = ndrStruct({
  use: u16,
  name: unicodeString,
  domainIndex: i32,
  flags: u32,
});
export type TRANSLATED_NAME_EX = NdrValue<typeof TRANSLATED_NAME_EX>;

const translatedNames = counted(TRANSLATED_NAME_EX);

/** SIDs to names. */
export const LsarLookupSids2 = rpcCall(
  'LsarLookupSids2',
  57,
  {
    policyHandle,
    sidEnumBuffer: counted(pointer(rpcSid)),
    translatedNames,
    lookupLevel: u16,
    mappedCount: u32,
    lookupOptions: u32,
    clientRevision: u32,
  },
  { referencedDomains: pointer(REFERENCED_DOMAIN_LIST), translatedNames, mappedCount: u32, status: u32 },
);
