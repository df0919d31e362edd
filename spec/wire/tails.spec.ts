import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../lib/errors.ts';
import { bytes, placed, readUtf16, utf16, writeUtf16 } from '../../lib/wire/tails.ts';
import { any, hex } from './smb2/codec-laws.ts';

describe('tails', () => {
  it('bytes are shown as they are, in place', () => {
    const region = hex('010203');
    expect(bytes.read(region, undefined)).to.equal(region);
    const target = new Uint8Array(3);
    bytes.write(target, region);
    expect(target).to.deep.equal(region);
  });

  it('utf16 is little-endian and two bytes a unit', () => {
    const target = new Uint8Array(utf16.size('aé😀'));
    utf16.write(target, 'aé😀');
    expect(target).to.deep.equal(hex('6100 e900 3dd8 00de'));
    expect(utf16.read(target, undefined)).to.equal('aé😀');
    expect(readUtf16(writeUtf16('aé😀'))).to.equal('aé😀');
  });

  it('utf16 writes into the middle of memory and nowhere else', () => {
    const memory = new Uint8Array(6).fill(0xee);
    utf16.write(memory.subarray(1, 5), 'ab');
    expect(memory).to.deep.equal(hex('ee 6100 6200 ee'));
  });

  it('keeps every string, lone surrogates and NULs included', () => {
    fc.assert(fc.property(any.text, text => void expect(readUtf16(writeUtf16(text))).to.equal(text)));
  });

  it('refuses half a unit', () => {
    expect(() => readUtf16(hex('610062'))).to.throw(ProtocolError);
  });

  it('placed changes the place and nothing else', () => {
    const tail = placed(utf16, { align: 8, anchored: true });
    expect(tail).to.include({ align: 8, anchored: true });
    expect(tail.size('abc')).to.equal(6);
    expect(utf16.align).to.equal(1);
  });
});
