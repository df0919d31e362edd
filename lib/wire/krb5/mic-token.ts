// RFC 4121 4.2.6.1 MIC tokens
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';

/** Who signed, and with which key (RFC 4121 4.2.2). */
export const MicFlags = { SENT_BY_ACCEPTOR: 0x01, SEALED: 0x02, ACCEPTOR_SUBKEY: 0x04 } as const;

/** KeyUsage of MIC tokens by their sender (RFC 4121 2). */
export const MicUsage = { ACCEPTOR: 23, INITIATOR: 25 } as const;

/** A signature over a message that travels elsewhere. */
export interface MicToken {
  readonly flags: number;
  readonly sequenceNumber: bigint;
  /** Over the message and, behind it, {@link encodeMicHeader the token's header}. */
  readonly checksum: Uint8Array;
}

const HEADER_SIZE = 16;
const MIC = 0x0404;

/** What stands before the checksum. */
export function encodeMicHeader({ flags, sequenceNumber }: Omit<MicToken, 'checksum'>): Uint8Array {
  const header = new Uint8Array(HEADER_SIZE).fill(0xff, 3, 8);
  const view = viewOf(header);
  view.setUint16(0, MIC);
  view.setUint8(2, flags);
  view.setBigUint64(8, sequenceNumber);
  return header;
}

export function encodeMicToken(token: MicToken): Uint8Array {
  return Buffer.concat([encodeMicHeader(token), token.checksum]);
}

/** @throws {ProtocolError} for anything else */
export function decodeMicToken(bytes: Uint8Array): MicToken {
  const header = within(bytes, 0, HEADER_SIZE, 'Kerberos MIC token');
  const view = viewOf(header);
  if (view.getUint16(0) !== MIC || header.subarray(3, 8).some(filler => filler !== 0xff)) {
    throw new ProtocolError('Kerberos MIC token: it is something else');
  }
  return {
    flags: view.getUint8(2),
    sequenceNumber: view.getBigUint64(8),
    checksum: bytes.subarray(HEADER_SIZE),
  };
}
