// [MS-SMB2] 2.2.19 READ Request, 2.2.20 READ Response
import { ProtocolError } from '../../errors.ts';
import { type Field, lengthOf, must, offsetOf, reserved, u16, u32, u64, u8, within } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { bytes } from '../tails.ts';
import { fileId } from './file-id.ts';
import { HEADER_SIZE } from './header.ts';

/** Where the response's payload should begin: right behind its fixed part. */
export const READ_DATA_OFFSET = 0x50;

/** Flags of the request; from 3.0.2 on. */
export const ReadFlags = { READ_UNBUFFERED: 1, REQUEST_COMPRESSED: 2 } as const;
export type ReadFlags = (typeof ReadFlags)[keyof typeof ReadFlags];

const dataOffset: Field<number> = { ...u8, fallback: READ_DATA_OFFSET };

/** Asks for `length` bytes at `offset`. */
export const ReadRequest = struct('SMB2 READ Request', 49, {
  /** The DataOffset wished for in the response. */
  padding: dataOffset,
  flags: u8,
  length: must(u32),
  offset: must(u64),
  fileId,
  minimumCount: u32,
  channel: u32,
  remainingBytes: u32,
  channelInfoOffset: offsetOf('channelInfo', u16),
  channelInfoLength: lengthOf('channelInfo', u16),
  channelInfo: bytes,
});
export type ReadRequest = ValueOf<typeof ReadRequest>;
export type ReadRequestInput = InputOf<typeof ReadRequest>;

/** The head of the answer. Its payload is no part of it, so that it may lie in other memory. */
export const ReadResponse = struct('SMB2 READ Response', 17, {
  dataOffset,
  reserved: reserved(1),
  dataLength: must(u32),
  dataRemaining: u32,
  flags: u32,
});
export type ReadResponse = ValueOf<typeof ReadResponse>;
export type ReadResponseInput = InputOf<typeof ReadResponse>;

/**
 * The payload, as a view into the message that holds it.
 *
 * @param message begins at the SMB2 header
 * @throws {ProtocolError} when it would not lie behind the fixed part and inside the message
 */
export function readData(message: Uint8Array, response: ReadResponse): Uint8Array {
  const { dataOffset: at, dataLength } = response;
  if (dataLength === 0) return message.subarray(0, 0);
  if (at < HEADER_SIZE + ReadResponse.fixed) throw new ProtocolError(`SMB2 READ Response: DataOffset ${at}`);
  return within(message, at, dataLength, 'SMB2 READ Response: data');
}
