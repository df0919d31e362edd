// [C706] 12.6 Connection-oriented RPC PDUs, [MS-RPCE] 2.2.2: what every PDU begins with
import { ProtocolError } from '../../errors.ts';
import { blob, must, u16, u32, u8, viewOf, within } from '../fields.ts';
import { struct } from '../struct.ts';

/** [C706] 12.6.1 and [MS-RPCE] 2.2.2: the kinds of PDU. */
export const RpcPduType = {
  REQUEST: 0,
  RESPONSE: 2,
  FAULT: 3,
  BIND: 11,
  BIND_ACK: 12,
  BIND_NAK: 13,
  ALTER_CONTEXT: 14,
  ALTER_CONTEXT_RESP: 15,
  AUTH3: 16,
  CO_CANCEL: 18,
  ORPHANED: 19,
} as const;
export type RpcPduType = (typeof RpcPduType)[keyof typeof RpcPduType];

/** [C706] 12.6.3.1 pfc_flags. */
export const RpcFlags = {
  FIRST_FRAG: 0x01,
  LAST_FRAG: 0x02,
  PENDING_CANCEL: 0x04,
  CONC_MPX: 0x10,
  DID_NOT_EXECUTE: 0x20,
  MAYBE: 0x40,
  OBJECT_UUID: 0x80,
} as const;
export type RpcFlags = (typeof RpcFlags)[keyof typeof RpcFlags];

/** Bytes of the common header. */
export const RPC_HEADER_SIZE = 16;

const VERSION = 5;
/** [C706] 14.1: little-endian integers, ASCII characters, IEEE floating point. */
const LITTLE_ENDIAN = Uint8Array.of(0x10, 0, 0, 0);

const Header = struct('RPC header', undefined, {
  version: u8,
  versionMinor: u8,
  type: must(u8),
  flags: u8,
  dataRepresentation: blob(4),
  fragLength: u16,
  authLength: u16,
  callId: u32,
});

/** One PDU, its body still encoded. */
export interface RpcPdu {
  /** {@link RpcPduType} */
  readonly type: number;
  /** {@link RpcFlags} */
  readonly flags: number;
  readonly callId: number;
  readonly body: Uint8Array;
}

/** The first fragment, and the last. */
export const WHOLE = RpcFlags.FIRST_FRAG | RpcFlags.LAST_FRAG;

/** A PDU with its header. */
export function encodePdu({ type, flags, callId, body }: RpcPdu): Uint8Array {
  const fragLength = RPC_HEADER_SIZE + body.length;
  if (fragLength > 0xffff) throw new RangeError(`an RPC PDU of ${fragLength} bytes is too long`);
  const bytes = new Uint8Array(fragLength);
  Header.encodeInto(bytes, 0, {
    version: VERSION,
    type,
    flags,
    dataRepresentation: LITTLE_ENDIAN,
    fragLength,
    callId,
  });
  bytes.set(body, RPC_HEADER_SIZE);
  return bytes;
}

/**
 * The PDU that these bytes are, all of them.
 *
 * @throws {ProtocolError} for another version, another data representation, a security trailer (nobody asked for
 *   one), or a length that does not fit
 */
export function decodePdu(bytes: Uint8Array): RpcPdu {
  const { version, versionMinor, type, flags, dataRepresentation, fragLength, authLength, callId } =
    Header.decode(bytes);
  if (version !== VERSION || versionMinor > 1) {
    throw new ProtocolError(`RPC of version ${version}.${versionMinor} instead of 5.0`);
  }
  const [integers, floats] = dataRepresentation;
  if (integers !== LITTLE_ENDIAN[0] || floats !== 0) {
    throw new ProtocolError(`RPC in data representation ${Buffer.from(dataRepresentation).toString('hex')}`);
  }
  if (fragLength !== bytes.length) {
    throw new ProtocolError(`RPC: a fragment of ${fragLength} bytes in ${bytes.length}`);
  }
  if (authLength !== 0) throw new ProtocolError('RPC: a security trailer that nobody asked for');
  return { type, flags, callId, body: bytes.subarray(RPC_HEADER_SIZE) };
}

/**
 * Bytes of the PDU that begins here, `undefined` as long as too little of it is there to tell.
 *
 * @throws {ProtocolError} where it would be shorter than its own header
 */
export function pduLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < RPC_HEADER_SIZE) return undefined;
  const length = viewOf(within(bytes, 0, RPC_HEADER_SIZE, 'RPC header')).getUint16(8, true);
  if (length < RPC_HEADER_SIZE) throw new ProtocolError(`RPC: a fragment of ${length} bytes`);
  return length;
}
