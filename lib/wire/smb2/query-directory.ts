// [MS-SMB2] 2.2.33 QUERY_DIRECTORY Request, 2.2.34 QUERY_DIRECTORY Response
import { lengthOf, must, offsetOf, u16, u32, u8 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { bytes, utf16 } from '../tails.ts';
import { fileId } from './file-id.ts';

/** How to go on with a listing. */
export const QueryDirectoryFlags = {
  RESTART_SCANS: 0x01,
  RETURN_SINGLE_ENTRY: 0x02,
  INDEX_SPECIFIED: 0x04,
  REOPEN: 0x10,
} as const;
export type QueryDirectoryFlags = (typeof QueryDirectoryFlags)[keyof typeof QueryDirectoryFlags];

/** Asks for the next entries that match `fileName`, a pattern that must not be empty. */
export const QueryDirectoryRequest = struct('SMB2 QUERY_DIRECTORY Request', 33, {
  /** An information class of [MS-FSCC] 2.4. */
  fileInformationClass: must(u8),
  flags: u8,
  fileIndex: u32,
  fileId,
  fileNameOffset: offsetOf('fileName', u16),
  fileNameLength: lengthOf('fileName', u16),
  outputBufferLength: must(u32),
  fileName: utf16,
});
export type QueryDirectoryRequest = ValueOf<typeof QueryDirectoryRequest>;
export type QueryDirectoryRequestInput = InputOf<typeof QueryDirectoryRequest>;

/** Entries of the class that was asked for, still raw. */
export const QueryDirectoryResponse = struct('SMB2 QUERY_DIRECTORY Response', 9, {
  outputBufferOffset: offsetOf('outputBuffer', u16),
  outputBufferLength: lengthOf('outputBuffer', u32),
  outputBuffer: bytes,
});
export type QueryDirectoryResponse = ValueOf<typeof QueryDirectoryResponse>;
export type QueryDirectoryResponseInput = InputOf<typeof QueryDirectoryResponse>;
