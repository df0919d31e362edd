// [MS-SMB2] 2.2.1 SMB2 Packet Header, sync and async form
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';

/** Bytes of a header; every offset in a message counts from its first byte. */
export const HEADER_SIZE = 64;

/** Bits of the header's Flags. */
export const HeaderFlags = {
  SERVER_TO_REDIR: 0x0000_0001,
  ASYNC_COMMAND: 0x0000_0002,
  RELATED_OPERATIONS: 0x0000_0004,
  SIGNED: 0x0000_0008,
  PRIORITY_MASK: 0x0000_0070,
  DFS_OPERATIONS: 0x1000_0000,
  REPLAY_OPERATION: 0x2000_0000,
} as const;
export type HeaderFlags = (typeof HeaderFlags)[keyof typeof HeaderFlags];

/** A header's fields but for the signature, which `signatureOf` shows in place. */
export interface Header {
  readonly creditCharge: number;
  /** A reply's NTSTATUS; a 3.x request's ChannelSequence in the low 16 bits. */
  readonly status: number;
  readonly command: number;
  /** CreditRequest in a request, CreditResponse in a reply. */
  readonly credits: number;
  readonly flags: number;
  /** Bytes to the next element of a compound, 0 in the last one. Not yet checked against the frame. */
  readonly nextCommand: number;
  readonly messageId: bigint;
  /** 0 in the async form. */
  readonly processId: number;
  /** 0 in the async form. */
  readonly treeId: number;
  /** Only in the async form, which bears {@link HeaderFlags.ASYNC_COMMAND}. */
  readonly asyncId: bigint | undefined;
  readonly sessionId: bigint;
}

/** What the four bytes at the start of a message can announce. */
export type Protocol = 'smb2' | 'transform' | 'compression' | 'smb1';

const SMB = 0x42_4d_53; // 'SMB', the three bytes after the one that tells the kinds apart
const SMB2_PROTOCOL_ID = 0x42_4d_53_fe;
const PROTOCOLS: Readonly<Record<number, Protocol>> = {
  0xfe: 'smb2',
  0xfd: 'transform',
  0xfc: 'compression',
  0xff: 'smb1',
};

/** Which kind of message this is, or `undefined` when it is none of the family. */
export function protocolOf(message: Uint8Array): Protocol | undefined {
  if (message.length < 4) return undefined;
  const id = viewOf(message).getUint32(0, true);
  return id >>> 8 === SMB ? PROTOCOLS[id & 0xff] : undefined;
}

/**
 * Reads the header that begins at `at`.
 *
 * @throws {ProtocolError} when it is cut off, or not an SMB2 header
 */
export function readHeader(message: Uint8Array, at = 0): Header {
  within(message, at, HEADER_SIZE, 'SMB2 header');
  const view = viewOf(message);
  if (view.getUint32(at, true) !== SMB2_PROTOCOL_ID)
    throw new ProtocolError('SMB2 header: not an SMB2 message');
  const structureSize = view.getUint16(at + 4, true);
  if (structureSize !== HEADER_SIZE) {
    throw new ProtocolError(`SMB2 header: StructureSize ${structureSize} is not ${HEADER_SIZE}`);
  }
  const flags = view.getUint32(at + 16, true);
  const async = (flags & HeaderFlags.ASYNC_COMMAND) !== 0;
  return {
    creditCharge: view.getUint16(at + 6, true),
    status: view.getUint32(at + 8, true),
    command: view.getUint16(at + 12, true),
    credits: view.getUint16(at + 14, true),
    flags,
    nextCommand: view.getUint32(at + 20, true),
    messageId: view.getBigUint64(at + 24, true),
    processId: async ? 0 : view.getUint32(at + 32, true),
    treeId: async ? 0 : view.getUint32(at + 36, true),
    asyncId: async ? view.getBigUint64(at + 32, true) : undefined,
    sessionId: view.getBigUint64(at + 40, true),
  };
}

/**
 * Writes all 64 bytes at `at`, the signature as zeros; what is left out is 0. An `asyncId` makes it the async
 * form, its flag included.
 *
 * @throws {RangeError} when `target` ends before the header does
 */
export function writeHeader(target: Uint8Array, at: number, header: Partial<Header>): void {
  const view = viewOf(target);
  const { asyncId } = header;
  const async = asyncId === undefined ? 0 : HeaderFlags.ASYNC_COMMAND;
  view.setUint32(at, SMB2_PROTOCOL_ID, true);
  view.setUint16(at + 4, HEADER_SIZE, true);
  view.setUint16(at + 6, header.creditCharge ?? 0, true);
  view.setUint32(at + 8, header.status ?? 0, true);
  view.setUint16(at + 12, header.command ?? 0, true);
  view.setUint16(at + 14, header.credits ?? 0, true);
  view.setUint32(at + 16, (header.flags ?? 0) | async, true);
  view.setUint32(at + 20, header.nextCommand ?? 0, true);
  view.setBigUint64(at + 24, header.messageId ?? 0n, true);
  if (asyncId === undefined) {
    view.setUint32(at + 32, header.processId ?? 0, true);
    view.setUint32(at + 36, header.treeId ?? 0, true);
  } else {
    view.setBigUint64(at + 32, asyncId, true);
  }
  view.setBigUint64(at + 40, header.sessionId ?? 0n, true);
  view.setBigUint64(at + 48, 0n, true);
  view.setBigUint64(at + 56, 0n, true);
}

/** The 16 bytes of the signature, as a view: writing to it signs the message. */
export function signatureOf(message: Uint8Array, at = 0): Uint8Array {
  return within(message, at + 48, 16, 'SMB2 header: Signature');
}
