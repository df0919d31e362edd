import { expect } from 'chai';
import fc from 'fast-check';
import type { InformationClass } from '../../../lib/wire/fscc/information-class.ts';
import { any, hex, refusesShort, survivesLies, survivesTruncation } from '../smb2/codec-laws.ts';

interface Known<T, I> {
  readonly infoType: 1 | 2;
  readonly infoClass: number;
  /** Hex or bytes. */
  readonly bytes: string | Uint8Array;
  readonly value: T;
  /** Bytes without which it cannot be decoded. */
  readonly least: number;
  readonly arbitrary: fc.Arbitrary<T & I>;
}

/** The laws of every information class: its numbers, known bytes both ways, round trip, truncations and lies. */
export function describeClass<T, I>(of: InformationClass<T, I>, known: Known<T, I>): void {
  const bytes = typeof known.bytes === 'string' ? hex(known.bytes) : known.bytes;
  const decode = (each: Uint8Array) => of.codec.decode(each);

  describe(of.name, () => {
    it('has the numbers of the specification', () => {
      expect([of.infoType, of.infoClass]).to.deep.equal([known.infoType, known.infoClass]);
    });

    it('reads the known bytes', () => {
      expect(decode(bytes)).to.deep.equal(known.value);
    });

    it('writes the known bytes', () => {
      expect(hexOf(of.codec.encode(known.value as T & I))).to.equal(hexOf(bytes));
    });

    it('reads back what it wrote', () => {
      const law = fc.property(known.arbitrary, value => {
        expect(decode(of.codec.encode(value))).to.deep.equal(value);
      });
      fc.assert(law, { numRuns: 50 });
    });

    it('refuses what is too short, and survives truncations and lies', () => {
      refusesShort(decode, bytes, known.least);
      survivesTruncation(decode, bytes);
      survivesLies(decode, bytes, 0);
    });
  });
}

/** Bytes as hex. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Signed 64-bit numbers. */
export const i64 = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);

/** Arbitraries of the parts of FileAllInformation. */
export const parts = {
  basic: fc.record({
    creationTime: i64,
    lastAccessTime: i64,
    lastWriteTime: i64,
    changeTime: i64,
    fileAttributes: any.u32,
  }),
  standard: fc.record({
    allocationSize: i64,
    endOfFile: i64,
    numberOfLinks: any.u32,
    deletePending: fc.boolean(),
    directory: fc.boolean(),
  }),
};
