// [MS-SMB2] 2.2.41 SMB2 TRANSFORM_HEADER
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';

/** Bytes of the header that stands in front of sealed messages. */
export const TRANSFORM_SIZE = 52;

/** Where the part begins that the signature covers too: from the nonce to the end. */
export const TRANSFORM_AAD = 20;

/** Bytes of the Nonce field; a cipher uses the first 11 or 12 of them. */
export const TRANSFORM_NONCE = 16;

const TRANSFORM_PROTOCOL_ID = 0x42_4d_53_fd;
/** Flags: 1 says that it is encrypted; in 3.0 the field was EncryptionAlgorithm, and 1 meant AES-128-CCM. */
const ENCRYPTED = 1;

/** The fields of a TRANSFORM_HEADER; nonce and signature are views into it. */
export interface TransformHeader {
  readonly signature: Uint8Array;
  readonly nonce: Uint8Array;
  /** Bytes of the message, sealed or not: no cipher changes the length. */
  readonly originalMessageSize: number;
  readonly sessionId: bigint;
}

/**
 * Reads the header at the start of a sealed frame.
 *
 * @param frame may end anywhere behind the header where `length` says how long all of it is
 * @throws {ProtocolError} when it is cut off, not encrypted, or tells another size than follows it
 */
export function readTransform(frame: Uint8Array, length = frame.length): TransformHeader {
  within(frame, 0, TRANSFORM_SIZE, 'SMB2 TRANSFORM_HEADER');
  const view = viewOf(frame);
  if (view.getUint32(0, true) !== TRANSFORM_PROTOCOL_ID) {
    throw new ProtocolError('SMB2 TRANSFORM_HEADER: not a sealed message');
  }
  const flags = view.getUint16(42, true);
  if (flags !== ENCRYPTED) throw new ProtocolError(`SMB2 TRANSFORM_HEADER: Flags ${flags}`);
  const originalMessageSize = view.getUint32(36, true);
  if (originalMessageSize !== length - TRANSFORM_SIZE) {
    throw new ProtocolError(
      `SMB2 TRANSFORM_HEADER: OriginalMessageSize ${originalMessageSize} of ${length - TRANSFORM_SIZE}`,
    );
  }
  return {
    signature: frame.subarray(4, 20),
    nonce: frame.subarray(TRANSFORM_AAD, TRANSFORM_AAD + TRANSFORM_NONCE),
    originalMessageSize,
    sessionId: view.getBigUint64(44, true),
  };
}

/**
 * The SessionId of a header that nothing else was read of yet.
 *
 * @throws {ProtocolError} when it is cut off
 */
export function transformSession(head: Uint8Array): bigint {
  within(head, 0, TRANSFORM_SIZE, 'SMB2 TRANSFORM_HEADER');
  return viewOf(head).getBigUint64(44, true);
}

/** Writes the header, its signature as zeros. */
export function writeTransform(
  target: Uint8Array,
  fields: Pick<TransformHeader, 'nonce' | 'originalMessageSize' | 'sessionId'>,
): void {
  const view = viewOf(target);
  view.setUint32(0, TRANSFORM_PROTOCOL_ID, true);
  target.fill(0, 4, TRANSFORM_SIZE);
  target.set(fields.nonce.subarray(0, TRANSFORM_NONCE), TRANSFORM_AAD);
  view.setUint32(36, fields.originalMessageSize, true);
  view.setUint16(42, ENCRYPTED, true);
  view.setBigUint64(44, fields.sessionId, true);
}
