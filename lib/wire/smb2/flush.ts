// [MS-SMB2] 2.2.17 FLUSH Request, 2.2.18 FLUSH Response
import { reserved } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { fileId } from './file-id.ts';

/** Asks for everything written to this open to be on the disk. */
export const FlushRequest = struct('SMB2 FLUSH Request', 24, {
  reserved1: reserved(2),
  reserved2: reserved(4),
  fileId,
});
export type FlushRequest = ValueOf<typeof FlushRequest>;
export type FlushRequestInput = InputOf<typeof FlushRequest>;

/** It is. */
export const FlushResponse = struct('SMB2 FLUSH Response', 4, { reserved: reserved(2) });
export type FlushResponse = ValueOf<typeof FlushResponse>;
export type FlushResponseInput = InputOf<typeof FlushResponse>;
