// [MS-SMB2] 2.2.21 WRITE Request, 2.2.22 WRITE Response
import { ProtocolError } from '../../errors.ts';
import { type Field, must, reserved, u16, u32, u64, within } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { fileId } from './file-id.ts';
import { HEADER_SIZE } from './header.ts';

/** Where the payload begins when it follows the fixed part at once. */
export const WRITE_DATA_OFFSET = 112;

/** Flags of the request. */
export const WriteFlags = { WRITE_THROUGH: 1, WRITE_UNBUFFERED: 2 } as const;
export type WriteFlags = (typeof WriteFlags)[keyof typeof WriteFlags];

const dataOffset: Field<number> = { ...u16, fallback: WRITE_DATA_OFFSET };

/** The head of a write, 48 bytes. The payload follows it from the caller's own memory, never copied here. */
export const WriteRequest = struct('SMB2 WRITE Request', 49, {
  dataOffset,
  length: must(u32),
  offset: must(u64),
  fileId,
  channel: u32,
  remainingBytes: u32,
  writeChannelInfoOffset: u16,
  writeChannelInfoLength: u16,
  flags: u32,
});
export type WriteRequest = ValueOf<typeof WriteRequest>;
export type WriteRequestInput = InputOf<typeof WriteRequest>;

/** How much was written. */
export const WriteResponse = struct('SMB2 WRITE Response', 17, {
  reserved: reserved(2),
  count: must(u32),
  remaining: u32,
  writeChannelInfoOffset: u16,
  writeChannelInfoLength: u16,
});
export type WriteResponse = ValueOf<typeof WriteResponse>;
export type WriteResponseInput = InputOf<typeof WriteResponse>;

/**
 * The payload of a write that was received, as a view into its message.
 *
 * @param message begins at the SMB2 header
 * @throws {ProtocolError} when it would not lie behind the fixed part and inside the message
 */
export function dataOf(message: Uint8Array, request: WriteRequest): Uint8Array {
  const { dataOffset: at, length } = request;
  if (length === 0) return message.subarray(0, 0);
  if (at < HEADER_SIZE + WriteRequest.fixed) throw new ProtocolError(`SMB2 WRITE Request: DataOffset ${at}`);
  return within(message, at, length, 'SMB2 WRITE Request: data');
}
