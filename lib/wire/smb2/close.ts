// [MS-SMB2] 2.2.15 CLOSE Request, 2.2.16 CLOSE Response
import { reserved, u16, u32, u64 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { fileId } from './file-id.ts';

/** Without POSTQUERY_ATTRIB the response's attributes are zeros. */
export const CloseFlags = { POSTQUERY_ATTRIB: 1 } as const;
export type CloseFlags = (typeof CloseFlags)[keyof typeof CloseFlags];

/** Gives an open back. */
export const CloseRequest = struct('SMB2 CLOSE Request', 24, {
  flags: u16,
  reserved: reserved(4),
  fileId,
});
export type CloseRequest = ValueOf<typeof CloseRequest>;
export type CloseRequestInput = InputOf<typeof CloseRequest>;

/** The open is gone; the rest means something only when `flags` says so. */
export const CloseResponse = struct('SMB2 CLOSE Response', 60, {
  flags: u16,
  reserved: reserved(4),
  creationTime: u64,
  lastAccessTime: u64,
  lastWriteTime: u64,
  changeTime: u64,
  allocationSize: u64,
  endOfFile: u64,
  fileAttributes: u32,
});
export type CloseResponse = ValueOf<typeof CloseResponse>;
export type CloseResponseInput = InputOf<typeof CloseResponse>;
