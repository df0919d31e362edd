// [MS-WKST] 3.2.4.1 NetrWkstaGetInfo (Opnum 0), 2.2.5.1 WKSTA_INFO_100
import { leveled, ndrStruct, type NdrValue, pointer, u32 } from '../ndr.ts';
import { wideString } from '../ndr-strings.ts';
import { rpcCall } from '../rpc-call.ts';

/** A platform, a name, a domain and a version. */
export const WKSTA_INFO_100 = ndrStruct({
  platformId: u32,
  computerName: pointer(wideString),
  langroup: pointer(wideString),
  versionMajor: u32,
  versionMinor: u32,
});
export type WKSTA_INFO_100 = NdrValue<typeof WKSTA_INFO_100>;

/** What a machine is; the level to ask for is 100. */
export const NetrWkstaGetInfo = rpcCall(
  'NetrWkstaGetInfo',
  0,
  { serverName: pointer(wideString), level: u32 },
  { wkstaInfo: leveled(100, pointer(WKSTA_INFO_100)), status: u32 },
);
