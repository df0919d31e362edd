import { ProtocolError } from '../errors.ts';
import type { Reply } from '../exchange/request.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE, readHeader } from '../wire/smb2/header.ts';
import { READ_DATA_OFFSET, readData, ReadRequest, ReadResponse as Codec } from '../wire/smb2/read.ts';
import { type Addressed, addressed, type Answered, pathOf } from './addressed.ts';
import type { RELATED } from './plan.ts';
import type { Open } from './target.ts';

/** Payloads from here on land in memory of their own; smaller ones are views of the read-ahead. */
export const LARGE_READ = 16 * 1024;

/** The fields of [MS-SMB2] 2.2.19, and where the bytes shall go. */
export interface ReadOptions {
  /** Bytes from the start of the file. */
  readonly offset: number | bigint;
  /** Bytes wanted, at most the server's maxReadSize. */
  readonly length: number;
  /** Fewer bytes than this are an error of the server's. Default 0. */
  readonly minimumCount?: number | undefined;
  readonly flags?: number | undefined;
  /** The caller's memory, at least `length` long. It must be left alone until the response, or the CANCEL's answer, is here. */
  readonly target?: Uint8Array | undefined;
}

/** What was read. */
export interface ReadResponse extends Answered {
  /** A view, empty at the end of the file; shorter than asked for is not yet the end. */
  readonly data: Buffer;
}

/**
 * Reads a range of a file ([MS-SMB2] 2.2.19). The kernel writes a large payload straight into its final
 * memory, which `data` is a view of. The end of the file is an answer: empty `data`.
 *
 * @example
 * ```ts
 * read(handle, { offset: 0, length: 4096 }).subscribe(({ data }) => process.stdout.write(data));
 * ```
 */
export function read<H extends Open | RELATED>(handle: H, options: ReadOptions): Addressed<H, ReadResponse> {
  const { offset, length, target, minimumCount, flags } = options;
  if (target !== undefined && target.length < length) {
    throw new RangeError(`read: ${length} bytes do not fit in a target of ${target.length}`);
  }
  const place = (head: Uint8Array, size: number): Uint8Array | undefined => {
    if (!isPlain(head, size) || size > length) return undefined;
    return target === undefined ? Buffer.allocUnsafeSlow(size) : target.subarray(0, size);
  };
  return addressed(handle, {
    command: Command.READ,
    path: pathOf(handle),
    harmless: true,
    answers: [NtStatus.STATUS_END_OF_FILE, NtStatus.STATUS_BUFFER_OVERFLOW],
    encode: ({ fileId }) => ({
      body: ReadRequest.encode({ offset: BigInt(offset), length, minimumCount, flags, fileId }, HEADER_SIZE),
      weight: length,
      place: length >= LARGE_READ ? place : undefined,
    }),
    decode(reply) {
      const { status } = reply.header;
      if (status === NtStatus.STATUS_END_OF_FILE) return { status, data: Buffer.alloc(0) };
      const data = payloadOf(reply);
      if (data.length > length) {
        throw new ProtocolError(`READ: the server sent ${data.length} bytes where ${length} were asked for`);
      }
      if (target === undefined) return { status, data: asBuffer(data) };
      const own = target.subarray(0, data.length);
      const landed = own.buffer === data.buffer && own.byteOffset === data.byteOffset;
      if (!landed) own.set(data);
      return { status, data: asBuffer(own) };
    },
  });
}

/** A response whose payload follows its head at once and fills the rest of the frame. */
function isPlain(head: Uint8Array, size: number): boolean {
  const { status } = readHeader(head);
  if (status !== NtStatus.STATUS_SUCCESS && status !== NtStatus.STATUS_BUFFER_OVERFLOW) return false;
  const { dataOffset, dataLength } = Codec.decode(head, HEADER_SIZE);
  return dataOffset === READ_DATA_OFFSET && dataLength === size;
}

function payloadOf({ message, payload }: Reply): Uint8Array {
  return payload ?? readData(message, Codec.decode(message, HEADER_SIZE));
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
