// [MS-SRVS] 2.2.4.22 SHARE_INFO_0, 2.2.4.23 SHARE_INFO_1, 2.2.4.24 SHARE_INFO_2, 2.2.2.4 Share Types
import { ndrStruct, type NdrValue, pointer, u32 } from '../ndr.ts';
import { wideString } from '../ndr-strings.ts';

/** [MS-SRVS] 2.2.2.4: a kind in the low bits, and flags above it. */
export const ShareKind = {
  DISKTREE: 0,
  PRINTQ: 1,
  DEVICE: 2,
  IPC: 3,
  /** All that is a kind and no flag. */
  MASK: 0x0000_ffff,
  TEMPORARY: 0x4000_0000,
  SPECIAL: 0x8000_0000,
} as const;
export type ShareKind = (typeof ShareKind)[keyof typeof ShareKind];

/** What `maxUses` is where there is no limit. */
export const UNLIMITED = 0xffff_ffff;

/** A name alone. */
export const SHARE_INFO_0 = ndrStruct({ netname: pointer(wideString) });
export type SHARE_INFO_0 = NdrValue<typeof SHARE_INFO_0>;

/** A name, a {@link ShareKind} and a comment. */
export const SHARE_INFO_1 = ndrStruct({
  netname: pointer(wideString),
  type: u32,
  remark: pointer(wideString),
});
export type SHARE_INFO_1 = NdrValue<typeof SHARE_INFO_1>;

/** Also what an administrator may know. */
export const SHARE_INFO_2 = ndrStruct({
  netname: pointer(wideString),
  type: u32,
  remark: pointer(wideString),
  permissions: u32,
  maxUses: u32,
  currentUses: u32,
  path: pointer(wideString),
  passwd: pointer(wideString),
});
export type SHARE_INFO_2 = NdrValue<typeof SHARE_INFO_2>;
