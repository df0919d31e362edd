// [MS-DTYP] 2.4.5 ACL
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';
import { type Ace, decodeAce, encodeAce, sizeOfAce } from './ace.ts';

/** A list of access control entries, in the order in which they are evaluated. */
export interface Acl {
  /** 2, or 4 with entries for directory objects. */
  readonly revision: number;
  readonly aces: readonly Ace[];
}

const HEADER = 8;

/** Bytes of a list. */
export function sizeOfAcl(acl: Acl): number {
  return acl.aces.reduce((sum, ace) => sum + sizeOfAce(ace), HEADER);
}

/** Writes a list at `at` and says how long it is. */
export function encodeAcl(target: Uint8Array, at: number, acl: Acl): number {
  const size = sizeOfAcl(acl);
  if (size > 0xffff) throw new RangeError(`an ACL of ${size} bytes is longer than 65535`);
  const view = viewOf(target);
  view.setUint8(at, acl.revision);
  view.setUint16(at + 2, size, true);
  view.setUint16(at + 4, acl.aces.length, true);
  let next = at + HEADER;
  for (const ace of acl.aces) next += encodeAce(target, next, ace);
  return size;
}

/**
 * The list at `at`.
 *
 * @throws {ProtocolError} when it or one of its entries does not fit
 */
export function decodeAcl(bytes: Uint8Array, at: number): Acl {
  const view = viewOf(within(bytes, at, HEADER, 'ACL'));
  const [revision, size, count] = [view.getUint8(0), view.getUint16(2, true), view.getUint16(4, true)];
  if (size < HEADER) throw new ProtocolError(`ACL of ${size} bytes`);
  const body = within(bytes, at, size, 'ACL');
  const aces: Ace[] = [];
  for (let next = HEADER; aces.length < count;) {
    const { ace, size: step } = decodeAce(body, next);
    aces.push(ace);
    next += step;
  }
  return { revision, aces };
}
