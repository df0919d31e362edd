// RFC 4121 4.1 context establishment tokens: RFC 2743 3.1's wrapper, two bytes that tell the message, the message
import { ProtocolError } from '../../errors.ts';
import { Tag, applicationTag, expectElement, writeElement } from '../spnego/der.ts';
import { Oid, readOid, writeOid } from '../spnego/oid.ts';

/** Which message a token carries (TOK_ID). */
export const TokenId = { AP_REQ: 0x0100, AP_REP: 0x0200, KRB_ERROR: 0x0300 } as const;

/** A message of Kerberos as GSS-API sends it. */
export interface GssToken {
  /** One of {@link TokenId}, or something unknown. */
  readonly tokenId: number;
  readonly message: Uint8Array;
}

const WHAT = 'Kerberos token';
const OURS: readonly string[] = [Oid.KERBEROS, Oid.MS_KERBEROS];

export function encodeGssToken({ tokenId, message }: GssToken): Uint8Array {
  const id = Uint8Array.of(tokenId >> 8, tokenId);
  return writeElement(applicationTag(0), writeOid(Oid.KERBEROS), id, message);
}

/** @throws {ProtocolError} for anything else, and for another mechanism's token */
export function decodeGssToken(bytes: Uint8Array): GssToken {
  const { value } = expectElement(bytes, applicationTag(0), WHAT);
  const oid = expectElement(value, Tag.OBJECT_IDENTIFIER, WHAT);
  const mechanism = readOid(oid.value);
  if (!OURS.includes(mechanism)) throw new ProtocolError(`${WHAT}: ${mechanism} is not Kerberos`);
  const [high, low] = [value[oid.raw.length], value[oid.raw.length + 1]];
  if (high === undefined || low === undefined) throw new ProtocolError(`${WHAT}: it ends too early`);
  return { tokenId: (high << 8) | low, message: value.subarray(oid.raw.length + 2) };
}
