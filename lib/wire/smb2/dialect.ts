// [MS-SMB2] 2.2.3 and 2.2.4: dialects, capabilities, security mode

/** The dialects by their numbers on the wire. */
export const Dialect = {
  SMB_2_0_2: 0x0202,
  SMB_2_1: 0x0210,
  SMB_3_0: 0x0300,
  SMB_3_0_2: 0x0302,
  SMB_3_1_1: 0x0311,
  /** Only in the answer to an SMB1 negotiation that offered `SMB 2.???`. */
  WILDCARD: 0x02ff,
} as const;
export type Dialect = (typeof Dialect)[keyof typeof Dialect];

/** What a client or a server says it can do. */
export const Capabilities = {
  DFS: 0x01,
  LEASING: 0x02,
  LARGE_MTU: 0x04,
  MULTI_CHANNEL: 0x08,
  PERSISTENT_HANDLES: 0x10,
  DIRECTORY_LEASING: 0x20,
  ENCRYPTION: 0x40,
  NOTIFICATIONS: 0x80,
} as const;
export type Capabilities = (typeof Capabilities)[keyof typeof Capabilities];

/** Whether a side can sign, and whether it insists. */
export const SecurityMode = {
  SIGNING_ENABLED: 1,
  SIGNING_REQUIRED: 2,
} as const;
export type SecurityMode = (typeof SecurityMode)[keyof typeof SecurityMode];
