// [MS-SRVS] 3.1.4.17 NetrServerGetInfo (Opnum 21), 2.2.4.40 SERVER_INFO_100, 2.2.4.41 SERVER_INFO_101, 2.2.2.7
import { leveled, ndrStruct, type NdrType, type NdrValue, pointer, u32 } from '../ndr.ts';
import { wideString } from '../ndr-strings.ts';
import { rpcCall } from '../rpc-call.ts';

/** [MS-SRVS] 2.2.2.7 Software Type Flags: what a server is and does. */
export const ServerType = {
  WORKSTATION: 0x0000_0001,
  SERVER: 0x0000_0002,
  SQLSERVER: 0x0000_0004,
  DOMAIN_CTRL: 0x0000_0008,
  DOMAIN_BAKCTRL: 0x0000_0010,
  TIME_SOURCE: 0x0000_0020,
  AFP: 0x0000_0040,
  NOVELL: 0x0000_0080,
  DOMAIN_MEMBER: 0x0000_0100,
  PRINTQ_SERVER: 0x0000_0200,
  DIALIN_SERVER: 0x0000_0400,
  XENIX_SERVER: 0x0000_0800,
  NT: 0x0000_1000,
  SERVER_NT: 0x0000_8000,
  POTENTIAL_BROWSER: 0x0001_0000,
  BACKUP_BROWSER: 0x0002_0000,
  MASTER_BROWSER: 0x0004_0000,
  DOMAIN_MASTER: 0x0008_0000,
  DFS: 0x0080_0000,
  CLUSTER_NT: 0x0100_0000,
  TERMINALSERVER: 0x0200_0000,
  CLUSTER_VS_NT: 0x0400_0000,
} as const;
export type ServerType = (typeof ServerType)[keyof typeof ServerType];

/** A platform and a name. */
export const SERVER_INFO_100 = ndrStruct({ platformId: u32, name: pointer(wideString) });
export type SERVER_INFO_100 = NdrValue<typeof SERVER_INFO_100>;

/** Also a version, kinds of service, and a comment. */
export const SERVER_INFO_101 = ndrStruct({
  platformId: u32,
  name: pointer(wideString),
  versionMajor: u32,
  versionMinor: u32,
  type: u32,
  comment: pointer(wideString),
});
export type SERVER_INFO_101 = NdrValue<typeof SERVER_INFO_101>;

/** What a server says of itself, by level of information. */
export const NetrServerGetInfo = {
  100: atLevel(100, SERVER_INFO_100),
  101: atLevel(101, SERVER_INFO_101),
} as const;

function atLevel<T>(level: number, info: NdrType<T>) {
  return rpcCall(
    'NetrServerGetInfo',
    21,
    { serverName: pointer(wideString), level: u32 },
    { infoStruct: leveled(level, pointer(info)), status: u32 },
  );
}
