import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import {
  Tag,
  applicationTag,
  contextTag,
  expectElement,
  readElement,
  readElements,
  readFields,
  writeElement,
} from '../../../lib/wire/spnego/der.ts';
import { hex, toHex } from '../../crypto/hex.ts';
import { attempt } from '../nlmp/hostile.ts';

describe('der', () => {
  for (const [length, head] of [
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ] as const) {
    it(`writes and reads ${length} bytes`, () => {
      const value = new Uint8Array(length).fill(7);
      const bytes = writeElement(
        Tag.OCTET_STRING,
        value.subarray(0, length >> 1),
        value.subarray(length >> 1),
      );
      expect(toHex(bytes.subarray(0, bytes.length - length))).to.equal(head);
      const element = readElement(Buffer.concat([bytes, hex('ff')]));
      expect(element.tag).to.equal(Tag.OCTET_STRING);
      expect(toHex(element.value)).to.equal(toHex(value));
      expect(toHex(element.raw)).to.equal(toHex(bytes));
    });
  }

  it('takes a length written longer than it must be', () => {
    expect(toHex(readElement(hex('0484000000020102')).value)).to.equal('0102');
  });

  it('reads neighbours, and fields by their context tag', () => {
    expect(readElements(hex('020101 020102')).map(({ value }) => value[0])).to.deep.equal([1, 2]);
    const fields = readFields(hex('300a a003020101 a203020102'), 'test');
    expect([...fields].map(([n, value]) => [n, toHex(value)])).to.deep.equal([
      [0, '020101'],
      [2, '020102'],
    ]);
  });

  it('knows the tags of the wrappers', () => {
    expect([applicationTag(0), contextTag(1)]).to.deep.equal([0x60, 0xa1]);
  });

  for (const [what, bytes] of [
    ['nothing', ''],
    ['a tag alone', '04'],
    ['contents that do not fit', '0402ff'],
    ['a length that does not fit', '0482ff'],
    ['a length of four ones', '0484ffffffff00'],
    ['a length of five bytes', '0485000000000100'],
    ['an indefinite length', '04800000'],
    ['a tag of several bytes', '1f810100'],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => readElement(hex(bytes))).to.throw(ProtocolError);
    });
  }

  it('refuses an unexpected tag', () => {
    expect(() => expectElement(hex('0400'), Tag.SEQUENCE, 'test')).to.throw(ProtocolError, 'test');
    expect(() => readFields(hex('3002 0400'), 'test')).to.throw(ProtocolError, 'test');
  });

  it('survives arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        attempt(bytes, readElements);
        attempt(writeElement(Tag.SEQUENCE, bytes), value => readFields(value, 'test'));
      }),
    );
  });
});
