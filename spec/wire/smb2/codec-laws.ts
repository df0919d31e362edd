import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { HEADER_SIZE } from '../../../lib/wire/smb2/header.ts';

interface Codec<T> {
  readonly name: string;
  readonly fixed: number;
  decode(message: Uint8Array, at?: number): T;
  encode(value: T, at?: number): Uint8Array;
}

interface Known<T> {
  /** A whole message, its 64 bytes of header included. */
  readonly message: Uint8Array;
  /** What its body means. */
  readonly value: T;
  /** The body as this library writes it, where the message's author used the freedom there is. */
  readonly written?: Uint8Array;
  /** Values of every kind, for the round trip. */
  readonly arbitrary?: fc.Arbitrary<T>;
}

const samba = JSON.parse(
  readFileSync(new URL('../../fixtures/smb2/samba-4.17.json', import.meta.url), 'utf8'),
) as Record<string, string>;

/** A message that crossed the wire between smbd 4.17 and its client; NetBIOS framing removed. */
export function fixture(name: string): Uint8Array {
  const text = samba[name];
  if (text === undefined) throw new Error(`no fixture ${name}`);
  return hex(text);
}

/** Bytes from hex, blanks allowed. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

/** A message of an empty header and this body. */
export function body(text: string | Uint8Array): Uint8Array {
  const bytes = typeof text === 'string' ? hex(text) : text;
  const message = new Uint8Array(HEADER_SIZE + bytes.length);
  message.set(bytes, HEADER_SIZE);
  return message;
}

/** The laws of every codec: known bytes both ways, round trip, every truncation, a lie in every place. */
export function describeCodec<T>(codec: Codec<T>, { message, value, written, arbitrary }: Known<T>): void {
  describe(codec.name, () => {
    it('reads the known bytes', () => {
      expect(plain(codec.decode(message, HEADER_SIZE))).to.deep.equal(plain(value));
    });

    it('writes the known bytes', () => {
      const expected = written ?? message.subarray(HEADER_SIZE);
      expect(Buffer.from(codec.encode(value, HEADER_SIZE)).toString('hex')).to.equal(
        Buffer.from(expected).toString('hex'),
      );
    });

    it('refuses what ends inside its fixed part, and survives every other truncation', () => {
      const decode = (bytes: Uint8Array) => codec.decode(bytes, HEADER_SIZE);
      refusesShort(decode, message, HEADER_SIZE + codec.fixed);
      survivesTruncation(decode, message);
    });

    it('survives a lie in any place, and never shows a byte from outside the message', () => {
      survivesLies(bytes => codec.decode(bytes, HEADER_SIZE), message, HEADER_SIZE);
    });

    if (arbitrary !== undefined) {
      it('reads back what it wrote', () => {
        fc.assert(
          fc.property(arbitrary, given => {
            const back = codec.decode(body(codec.encode(given, HEADER_SIZE)), HEADER_SIZE);
            expect(plain(back)).to.deep.equal(plain(given));
          }),
          { numRuns: 50 },
        );
      });
    }
  });
}

/** Every prefix shorter than `least` is a ProtocolError. */
export function refusesShort(
  decode: (bytes: Uint8Array) => unknown,
  message: Uint8Array,
  least: number,
): void {
  for (let length = 0; length < least; length++) {
    expect(() => decode(message.subarray(0, length)), `the first ${length} bytes`).to.throw(ProtocolError);
  }
}

/** Every prefix gives a value or a ProtocolError. */
export function survivesTruncation(decode: (bytes: Uint8Array) => unknown, message: Uint8Array): void {
  for (let length = 0; length <= message.length; length++) attempt(decode, guarded(message.slice(0, length)));
}

/** Whatever one, two or four bytes say, decoding gives a value made of the message alone, or a ProtocolError. */
export function survivesLies(
  decode: (bytes: Uint8Array) => unknown,
  message: Uint8Array,
  from: number,
): void {
  for (let at = from; at < message.length; at++) {
    for (const lie of LIES) {
      const copy = message.slice();
      copy.set(lie.subarray(0, Math.min(lie.length, copy.length - at)), at);
      attempt(decode, guarded(copy));
    }
  }
}

const LIES = [
  '00',
  '01',
  '08',
  '7f',
  '80',
  'ff',
  '0000',
  '0800',
  '0080',
  'ff7f',
  'f8ff',
  'ffff',
  '00000000',
  '08000000',
  '10000000',
  '40000000',
  '00010000',
  'f0ffffff',
  'f8ffffff',
  'ffffff7f',
  'ffffffff',
].map(hex);

/** The same bytes with neighbours on both sides. */
function guarded(message: Uint8Array): Uint8Array {
  const memory = new Uint8Array(message.length + 512).fill(0xee);
  memory.set(message, 256);
  return memory.subarray(256, 256 + message.length);
}

function attempt(decode: (bytes: Uint8Array) => unknown, message: Uint8Array): void {
  let value: unknown;
  try {
    value = decode(message);
  } catch (error) {
    if (error instanceof ProtocolError) return;
    throw error;
  }
  for (const view of viewsIn(value)) {
    if (view.buffer !== message.buffer || view.length === 0) continue;
    expect(view.byteOffset).to.be.at.least(message.byteOffset);
    expect(view.byteOffset + view.length).to.be.at.most(message.byteOffset + message.length);
  }
}

function viewsIn(value: unknown): Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(viewsIn) : [];
}

/** Bytes as hex, so that a Buffer equals a Uint8Array and a difference can be read. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `hex ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

/** Arbitraries of the field types. */
export const any = {
  u8: fc.nat(0xff),
  u16: fc.nat(0xffff),
  u32: fc.nat(0xffff_ffff),
  u64: fc.bigInt(0n, 0xffff_ffff_ffff_ffffn),
  blob: (size: number) => fc.uint8Array({ minLength: size, maxLength: size }),
  bytes: fc.uint8Array({ maxLength: 80 }),
  /** Any UTF-16 units, lone surrogates among them. */
  text: fc.array(fc.nat(0xffff), { maxLength: 40 }).map(units => String.fromCharCode(...units)),
  fileId: fc.record({
    persistent: fc.bigInt(0n, 0xffff_ffff_ffff_ffffn),
    volatile: fc.bigInt(0n, 0xffff_ffff_ffff_ffffn),
  }),
};
