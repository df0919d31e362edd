// X.690 DER, as much of it as GSS-API, SPNEGO and Kerberos tokens need: one-byte tags, definite lengths
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';

/** Tags of the universal class, as they stand on the wire. */
export const Tag = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OBJECT_IDENTIFIER: 0x06,
  ENUMERATED: 0x0a,
  GENERALIZED_TIME: 0x18,
  GENERAL_STRING: 0x1b,
  SEQUENCE: 0x30,
} as const;

/** The constructed context tag [n]. */
export function contextTag(n: number): number {
  return 0xa0 | n;
}

/** The constructed application tag [APPLICATION n]. */
export function applicationTag(n: number): number {
  return 0x60 | n;
}

/** One element: its tag, its contents, and both with the length as they stood on the wire. */
export interface Element {
  readonly tag: number;
  readonly value: Uint8Array;
  readonly raw: Uint8Array;
}

/**
 * Reads the element at the start of `bytes`; what follows it is left alone. Nothing here recurses: a reader
 * goes down exactly as far as its own grammar does.
 *
 * @throws {ProtocolError} when it does not fit, has a tag of several bytes or an indefinite length
 */
export function readElement(bytes: Uint8Array): Element {
  const head = viewOf(within(bytes, 0, 2, 'DER element'));
  const [tag, first] = [head.getUint8(0), head.getUint8(1)];
  if ((tag & 0x1f) === 0x1f) throw new ProtocolError(`DER tag 0x${tag.toString(16)} has several bytes`);
  const more = first & 0x80 ? first & 0x7f : 0;
  if (first === 0x80 || more > 4)
    throw new ProtocolError(`DER length 0x${first.toString(16)} is not supported`);
  const digits = within(bytes, 2, more, 'DER length');
  // not by shifts: four bytes of length would turn negative
  const length = more === 0 ? first : digits.reduce((sum, digit) => sum * 256 + digit, 0);
  const value = within(bytes, 2 + more, length, 'DER element');
  return { tag, value, raw: bytes.subarray(0, 2 + more + length) };
}

/** Every element of a SEQUENCE's contents, in order. */
export function readElements(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const element = readElement(rest);
    elements.push(element);
    rest = rest.subarray(element.raw.length);
  }
  return elements;
}

/** The element at the start of `bytes`, which must have that tag. */
export function expectElement(bytes: Uint8Array, tag: number, what: string): Element {
  const element = readElement(bytes);
  if (element.tag !== tag)
    throw new ProtocolError(`${what}: tag 0x${element.tag.toString(16)} is unexpected`);
  return element;
}

/** The members of a SEQUENCE of context-tagged fields, by number; unknown ones are kept, the first of two counts. */
export function readFields(sequence: Uint8Array, what: string): ReadonlyMap<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  for (const { tag, value } of readElements(expectElement(sequence, Tag.SEQUENCE, what).value)) {
    if ((tag & 0xe0) !== 0xa0) throw new ProtocolError(`${what}: tag 0x${tag.toString(16)} is unexpected`);
    if (!fields.has(tag & 0x1f)) fields.set(tag & 0x1f, value);
  }
  return fields;
}

/** Writes an element around its parts. */
export function writeElement(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const head = length < 0x80 ? [tag, length] : [tag, 0x80 | digits.length, ...digits];
  const element = new Uint8Array(head.length + length);
  element.set(head);
  let at = head.length;
  for (const part of parts) {
    element.set(part, at);
    at += part.length;
  }
  return element;
}
