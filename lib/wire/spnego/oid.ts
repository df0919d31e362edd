// X.690 8.19 object identifiers, and those that GSS-API mechanisms have
import { ProtocolError } from '../../errors.ts';
import { Tag, writeElement } from './der.ts';

export const Oid = {
  SPNEGO: '1.3.6.1.5.5.2',
  NTLMSSP: '1.3.6.1.4.1.311.2.2.10',
  NEGOEX: '1.3.6.1.4.1.311.2.2.30',
  KERBEROS: '1.2.840.113554.1.2.2',
  /** The same mechanism: a number that lost a bit in Windows 2000, and what Windows wants first. */
  MS_KERBEROS: '1.2.840.48018.1.2.2',
  KERBEROS_USER_TO_USER: '1.2.840.113554.1.2.2.3',
} as const;
/** An object identifier in dotted form. */
export type Oid = string;

/** An OBJECT IDENTIFIER element. */
export function writeOid(oid: Oid): Uint8Array {
  const [root = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const bytes = [root * 40 + second, ...rest].flatMap(arc => {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      digits.unshift((left % 128) | 0x80);
    }
    return digits;
  });
  return writeElement(Tag.OBJECT_IDENTIFIER, Uint8Array.from(bytes));
}

/**
 * The contents of an OBJECT IDENTIFIER element in dotted form.
 *
 * @throws {ProtocolError} when it is empty, ends inside a number, or a number passes 2^53
 */
export function readOid(contents: Uint8Array): Oid {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of contents) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) throw new ProtocolError('object identifier with a number beyond 2^53');
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first, ...rest] = arcs;
  if (first === undefined || (contents.at(-1) ?? 0) & 0x80)
    throw new ProtocolError('object identifier is not whole');
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...rest].join('.');
}
