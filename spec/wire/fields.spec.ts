import { expect } from 'chai';
import { ProtocolError } from '../../lib/errors.ts';
import {
  as,
  blob,
  bool8,
  type Field,
  i32,
  i64,
  must,
  u16,
  u32,
  u64,
  u8,
  viewOf,
  within,
} from '../../lib/wire/fields.ts';
import { hex } from './smb2/codec-laws.ts';

describe('fields', () => {
  const known: [string, Field<unknown>, unknown, string][] = [
    ['u8', u8, 0xfe, 'fe'],
    ['u16', u16, 0xfedc, 'dcfe'],
    ['u32', u32, 0xfedc_ba98, '98badcfe'],
    ['i32', i32, -2, 'feffffff'],
    ['u64', u64, 0xfedc_ba98_7654_3210n, '1032547698badcfe'],
    ['i64', i64, -2n, 'feffffffffffffff'],
    ['bool8', bool8, true, '01'],
    ['blob', blob(3), hex('010203'), '010203'],
  ];

  for (const [name, field, value, text] of known) {
    it(`${name} reads and writes its bytes anywhere`, () => {
      const bytes = hex(`ee${text}ee`);
      expect(field.read(viewOf(bytes), 1)).to.deep.equal(value);
      const target = new Uint8Array(bytes.length).fill(0xee);
      field.write(viewOf(target), 1, value);
      expect(target).to.deep.equal(bytes);
      expect(field.size).to.equal(bytes.length - 2);
    });
  }

  it('bool8 takes anything but 0 for true, and writes false', () => {
    expect(bool8.read(viewOf(hex('80')), 0)).to.equal(true);
    const target = hex('ff');
    bool8.write(viewOf(target), 0, false);
    expect(target[0]).to.equal(0);
  });

  it('blob shows a view, and refuses another length', () => {
    const bytes = hex('00010203');
    const value = blob(2).read(viewOf(bytes), 1);
    bytes[1] = 0x77;
    expect([...value]).to.deep.equal([0x77, 2]);
    expect(() => blob(2).write(viewOf(bytes), 0, hex('010203'))).to.throw(RangeError);
    expect(() => blob(2).write(viewOf(bytes), 0, hex('01'))).to.throw(RangeError);
  });

  it('must and as change nothing but what may be left out', () => {
    expect(must(u32).fallback).to.equal(undefined);
    expect(must(u32).read(viewOf(hex('01000000')), 0)).to.equal(1);
    expect(as<7>(u8).read(viewOf(hex('07')), 0)).to.equal(7);
    expect(as<7>(u8).fallback).to.equal(0);
  });

  it('viewOf begins where the bytes do', () => {
    expect(viewOf(hex('00010203').subarray(2)).getUint8(0)).to.equal(2);
    expect(viewOf(hex('00010203').subarray(2, 3)).byteLength).to.equal(1);
  });
});

describe('within', () => {
  const four = hex('00010203');

  it('gives what lies inside', () => {
    expect(within(four, 1, 2, 'x')).to.deep.equal(hex('0102'));
    expect(within(four, 0, 4, 'x')).to.have.length(4);
    expect(within(four, 4, 0, 'x')).to.have.length(0);
  });

  it('refuses what does not', () => {
    const lies = [
      [0, 5],
      [4, 1],
      [5, 0],
      [-1, 2],
      [2, -1],
      [0xffff_ffff, 1],
      [1, 0xffff_ffff],
      [0xffff_ffff, 0xffff_ffff],
    ] as const;
    for (const [at, length] of lies) {
      expect(() => within(four, at, length, 'thing'), `${length} at ${at}`).to.throw(
        ProtocolError,
        /^thing: /,
      );
    }
  });
});
