// [MS-SMB2] 2.2.13 CREATE Request, 2.2.14 CREATE Response
import { as, type Field, lengthOf, must, offsetOf, reserved, u16, u32, u64, u8 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { placed, utf16 } from '../tails.ts';
import { createContexts } from './contexts/create-context.ts';
import { fileId } from './file-id.ts';
import type { OplockLevel } from './oplock-level.ts';

export { AccessMask } from './access-mask.ts';
export { CreateOptions } from './create-options.ts';
export { FileAttributes } from './file-attributes.ts';
export { OplockLevel } from './oplock-level.ts';

/** What others may do while the open lasts. */
export const ShareAccess = { NONE: 0, READ: 1, WRITE: 2, DELETE: 4 } as const;
export type ShareAccess = (typeof ShareAccess)[keyof typeof ShareAccess];

/** What to do when the file is there, and when it is not. */
export const CreateDisposition = {
  SUPERSEDE: 0,
  OPEN: 1,
  CREATE: 2,
  OPEN_IF: 3,
  OVERWRITE: 4,
  OVERWRITE_IF: 5,
} as const;
export type CreateDisposition = (typeof CreateDisposition)[keyof typeof CreateDisposition];

/** How far the server may act in the caller's name. */
export const ImpersonationLevel = { ANONYMOUS: 0, IDENTIFICATION: 1, IMPERSONATION: 2, DELEGATE: 3 } as const;
export type ImpersonationLevel = (typeof ImpersonationLevel)[keyof typeof ImpersonationLevel];

/** What the server did. */
export const CreateAction = { SUPERSEDED: 0, OPENED: 1, CREATED: 2, OVERWRITTEN: 3 } as const;
export type CreateAction = (typeof CreateAction)[keyof typeof CreateAction];

/** Flags of the response. */
export const CreateResponseFlags = { REPARSEPOINT: 1 } as const;
export type CreateResponseFlags = (typeof CreateResponseFlags)[keyof typeof CreateResponseFlags];

const impersonationLevel: Field<ImpersonationLevel> = {
  ...as<ImpersonationLevel>(u32),
  fallback: ImpersonationLevel.IMPERSONATION,
};

/** Opens or creates. The name has `\` between its parts and none in front; the empty name is the share's root. */
export const CreateRequest = struct('SMB2 CREATE Request', 57, {
  securityFlags: reserved(1),
  requestedOplockLevel: as<OplockLevel>(u8),
  impersonationLevel,
  smbCreateFlags: reserved(8),
  reserved: reserved(8),
  desiredAccess: must(u32),
  fileAttributes: u32,
  shareAccess: u32,
  createDisposition: must(as<CreateDisposition>(u32)),
  createOptions: u32,
  nameOffset: offsetOf('name', u16),
  nameLength: lengthOf('name', u16),
  createContextsOffset: offsetOf('createContexts', u32),
  createContextsLength: lengthOf('createContexts', u32),
  // anchored: even without a name its offset must be valid, and the buffer at least one byte
  name: placed(utf16, { align: 8, anchored: true }),
  createContexts: placed(createContexts, { align: 8 }),
});
export type CreateRequest = ValueOf<typeof CreateRequest>;
export type CreateRequestInput = InputOf<typeof CreateRequest>;

/** The open and what it found; times are ticks of 100 ns since 1601. */
export const CreateResponse = struct('SMB2 CREATE Response', 89, {
  oplockLevel: u8,
  flags: u8,
  createAction: u32,
  creationTime: u64,
  lastAccessTime: u64,
  lastWriteTime: u64,
  changeTime: u64,
  allocationSize: u64,
  endOfFile: u64,
  fileAttributes: u32,
  reserved2: reserved(4),
  fileId,
  createContextsOffset: offsetOf('createContexts', u32),
  createContextsLength: lengthOf('createContexts', u32),
  createContexts: placed(createContexts, { align: 8 }),
});
export type CreateResponse = ValueOf<typeof CreateResponse>;
export type CreateResponseInput = InputOf<typeof CreateResponse>;
