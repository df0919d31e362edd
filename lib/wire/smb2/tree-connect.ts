// [MS-SMB2] 2.2.9 TREE_CONNECT Request, 2.2.10 TREE_CONNECT Response
import { lengthOf, offsetOf, reserved, u16, u32, u8 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { utf16 } from '../tails.ts';

/** Flags of the request; only 3.1.1 knows them. */
export const TreeConnectFlags = { CLUSTER_RECONNECT: 1, REDIRECT_TO_OWNER: 2, EXTENSION_PRESENT: 4 } as const;
export type TreeConnectFlags = (typeof TreeConnectFlags)[keyof typeof TreeConnectFlags];

/** What is shared. */
export const ShareType = { DISK: 1, PIPE: 2, PRINT: 3 } as const;
export type ShareType = (typeof ShareType)[keyof typeof ShareType];

/** How a share wants to be treated. The two caching bits are one number of four values, 0 is manual caching. */
export const ShareFlags = {
  MANUAL_CACHING: 0x0000_0000,
  AUTO_CACHING: 0x0000_0010,
  VDO_CACHING: 0x0000_0020,
  NO_CACHING: 0x0000_0030,
  DFS: 0x0000_0001,
  DFS_ROOT: 0x0000_0002,
  RESTRICT_EXCLUSIVE_OPENS: 0x0000_0100,
  FORCE_SHARED_DELETE: 0x0000_0200,
  ALLOW_NAMESPACE_CACHING: 0x0000_0400,
  ACCESS_BASED_DIRECTORY_ENUM: 0x0000_0800,
  FORCE_LEVELII_OPLOCK: 0x0000_1000,
  ENABLE_HASH_V1: 0x0000_2000,
  ENABLE_HASH_V2: 0x0000_4000,
  ENCRYPT_DATA: 0x0000_8000,
  IDENTITY_REMOTING: 0x0004_0000,
  COMPRESS_DATA: 0x0010_0000,
  ISOLATED_TRANSPORT: 0x0020_0000,
} as const;
export type ShareFlags = (typeof ShareFlags)[keyof typeof ShareFlags];

/** What a share can do. */
export const ShareCapabilities = {
  DFS: 0x008,
  CONTINUOUS_AVAILABILITY: 0x010,
  SCALEOUT: 0x020,
  CLUSTER: 0x040,
  ASYMMETRIC: 0x080,
  REDIRECT_TO_OWNER: 0x100,
} as const;
export type ShareCapabilities = (typeof ShareCapabilities)[keyof typeof ShareCapabilities];

/** Enters a share: `\\server\share`. */
export const TreeConnectRequest = struct('SMB2 TREE_CONNECT Request', 9, {
  flags: u16,
  pathOffset: offsetOf('path', u16),
  pathLength: lengthOf('path', u16),
  path: utf16,
});
export type TreeConnectRequest = ValueOf<typeof TreeConnectRequest>;
export type TreeConnectRequestInput = InputOf<typeof TreeConnectRequest>;

/** What was entered; the TreeId itself is in the header. */
export const TreeConnectResponse = struct('SMB2 TREE_CONNECT Response', 16, {
  shareType: u8,
  reserved: reserved(1),
  shareFlags: u32,
  capabilities: u32,
  maximalAccess: u32,
});
export type TreeConnectResponse = ValueOf<typeof TreeConnectResponse>;
export type TreeConnectResponseInput = InputOf<typeof TreeConnectResponse>;
