// [MS-SMB2] 2.2.13 RequestedOplockLevel, 2.2.14 OplockLevel

/** What a client may keep in its cache. */
export const OplockLevel = { NONE: 0x00, II: 0x01, EXCLUSIVE: 0x08, BATCH: 0x09, LEASE: 0xff } as const;
export type OplockLevel = (typeof OplockLevel)[keyof typeof OplockLevel];
