import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { decodeSid, encodeSid, sizeOfSid } from '../../../lib/wire/dtyp/sid.ts';
import { hex, refusesShort } from '../smb2/codec-laws.ts';

describe('SID', () => {
  const known = new Map([
    ['S-1-5-32-544', '01 02 000000000005 20000000 20020000'],
    ['S-1-1-0', '01 01 000000000001 00000000'],
    ['S-1-5', '01 00 000000000005'],
    [
      'S-1-5-21-2162157463-3479301975-575652357-1000',
      '0105000000000005 15000000 97e7df80 57ef61cf 05c24f22 e8030000',
    ],
    // [MS-DTYP] 2.4.2.1: an authority of 2^32 and above is written in hex
    ['S-1-0x010000000000-4294967295', '01 01 010000000000 ffffffff'],
  ]);

  for (const [text, bytes] of known) {
    it(`${text} has known bytes`, () => {
      expect(decodeSid(hex(bytes))).to.equal(text);
      expect(encodeSid(text)).to.deep.equal(hex(bytes));
      expect(sizeOfSid(text)).to.equal(hex(bytes).length);
    });
  }

  it('is read where it is, whatever follows', () => {
    expect(decodeSid(hex('eeee 0101000000000001 00000000 eeee'), 2)).to.equal('S-1-1-0');
  });

  it('has one text for each packed form', () => {
    const parts = fc.array(fc.nat(0xffff_ffff), { maxLength: 15 });
    const law = fc.property(fc.nat({ max: 2 ** 48 - 1 }), parts, (authority, subAuthorities) => {
      const bytes = new Uint8Array(8 + 4 * subAuthorities.length);
      const view = new DataView(bytes.buffer);
      view.setBigUint64(0, (0x0100n << 48n) | BigInt(authority));
      view.setUint8(1, subAuthorities.length);
      subAuthorities.forEach((part, index) => view.setUint32(8 + 4 * index, part, true));
      expect(encodeSid(decodeSid(bytes))).to.deep.equal(bytes);
    });
    fc.assert(law);
  });

  it('refuses bytes that are none', () => {
    refusesShort(bytes => decodeSid(bytes), hex('0102000000000005 20000000 20020000'), 16);
    expect(() => decodeSid(hex('0201000000000005 20000000')), 'revision').to.throw(ProtocolError);
    expect(() => decodeSid(hex(`0110000000000005${'00'.repeat(64)}`)), '16 parts').to.throw(ProtocolError);
    expect(() => decodeSid(hex('0101000000000005 20000000'), 100), 'outside').to.throw(ProtocolError);
  });

  it('refuses text that is none', () => {
    const bad = [
      '',
      'S-1',
      'S-2-5-32',
      'S-1-5-',
      'S-1-5-x',
      'S-1-5-4294967296',
      'S-1-281474976710656-1',
      `S-1-5${'-1'.repeat(16)}`,
      ' S-1-1-0',
    ];
    for (const text of bad) expect(() => encodeSid(text), text).to.throw(TypeError);
  });
});
