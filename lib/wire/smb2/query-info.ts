// [MS-SMB2] 2.2.37 QUERY_INFO Request, 2.2.38 QUERY_INFO Response
import { as, lengthOf, must, offsetOf, reserved, u16, u32, u8 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { bytes, placed } from '../tails.ts';
import { fileId } from './file-id.ts';

/** What is asked about, or set. */
export const InfoType = { FILE: 1, FILESYSTEM: 2, SECURITY: 3, QUOTA: 4 } as const;
export type InfoType = (typeof InfoType)[keyof typeof InfoType];

/** Which parts of a security descriptor, in AdditionalInformation. */
export const SecurityInformation = {
  OWNER: 0x0000_0001,
  GROUP: 0x0000_0002,
  DACL: 0x0000_0004,
  SACL: 0x0000_0008,
  LABEL: 0x0000_0010,
  ATTRIBUTE: 0x0000_0020,
  SCOPE: 0x0000_0040,
  BACKUP: 0x0001_0000,
} as const;
export type SecurityInformation = (typeof SecurityInformation)[keyof typeof SecurityInformation];

/** How to go on with a list of extended attributes. */
export const QueryInfoFlags = { RESTART_SCAN: 1, RETURN_SINGLE_ENTRY: 2, INDEX_SPECIFIED: 4 } as const;
export type QueryInfoFlags = (typeof QueryInfoFlags)[keyof typeof QueryInfoFlags];

/** Asks about an open, its file system, its security or its quota. */
export const QueryInfoRequest = struct('SMB2 QUERY_INFO Request', 41, {
  infoType: must(as<InfoType>(u8)),
  /** An information class of [MS-FSCC] 2.4 or 2.5; 0 for security and quota. */
  fileInfoClass: u8,
  outputBufferLength: must(u32),
  inputBufferOffset: offsetOf('inputBuffer', u16),
  reserved: reserved(2),
  inputBufferLength: lengthOf('inputBuffer', u32),
  additionalInformation: u32,
  flags: u32,
  fileId,
  inputBuffer: placed(bytes, { align: 8 }),
});
export type QueryInfoRequest = ValueOf<typeof QueryInfoRequest>;
export type QueryInfoRequestInput = InputOf<typeof QueryInfoRequest>;

/** The information of the class that was asked for, still raw. */
export const QueryInfoResponse = struct('SMB2 QUERY_INFO Response', 9, {
  outputBufferOffset: offsetOf('outputBuffer', u16),
  outputBufferLength: lengthOf('outputBuffer', u32),
  outputBuffer: bytes,
});
export type QueryInfoResponse = ValueOf<typeof QueryInfoResponse>;
export type QueryInfoResponseInput = InputOf<typeof QueryInfoResponse>;
