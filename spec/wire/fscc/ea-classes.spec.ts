import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { EaFlags, FileFullEaInformation } from '../../../lib/wire/fscc/file-full-ea-information.ts';
import { FileGetEaInformation } from '../../../lib/wire/fscc/file-get-ea-information.ts';
import { any, hex, survivesLies, survivesTruncation } from '../smb2/codec-laws.ts';
import { describeClass, hexOf } from './class-laws.ts';

/** Names of 1 to 255 bytes, none of them 0. */
const names = fc
  .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 255 })
  .map(units => String.fromCharCode(...units));

describeClass(FileFullEaInformation, {
  infoType: 1,
  infoClass: 15,
  // the first is followed by two bytes up to the next multiple of 4
  bytes: '10000000 80 02 0300 414200 010203 0000   00000000 00 01 0000 63 00',
  value: [
    { flags: EaFlags.FILE_NEED_EA, eaName: 'AB', eaValue: hex('010203') },
    { flags: 0, eaName: 'c', eaValue: hex('') },
  ],
  least: 0,
  arbitrary: fc.array(
    fc.record({ flags: any.u8, eaName: names, eaValue: fc.uint8Array({ maxLength: 40 }) }),
    {
      maxLength: 4,
    },
  ),
});

describe('FileFullEaInformation', () => {
  const { encode, decode } = FileFullEaInformation.codec;

  it('is an empty list where there are no bytes', () => {
    expect(decode(hex(''))).to.deep.equal([]);
  });

  it('begins each entry at a multiple of 4, and pads nothing behind the last', () => {
    const entry = { eaName: 'a', eaValue: new Uint8Array(1) }; // 11 bytes
    expect(encode([entry])).to.have.length(11);
    expect(encode([entry, entry, entry])).to.have.length(12 + 12 + 11);
  });

  it('refuses a name or a value that is longer than its entry', () => {
    const tampered = (at: number, value: number) => {
      const bytes = encode([{ eaName: 'a', eaValue: new Uint8Array(3) }, { eaName: 'b' }]);
      bytes[at] = value;
      return () => decode(bytes);
    };
    expect(tampered(6, 2)).not.to.throw();
    expect(tampered(6, 7)).to.throw(ProtocolError, 'value');
    expect(tampered(5, 8)).to.throw(ProtocolError, 'name');
  });

  it('reads the longest, and refuses to write what the fields cannot hold', () => {
    const eaName = 'n'.repeat(255);
    const eaValue = new Uint8Array(65_535).fill(7);
    expect(decode(encode([{ eaName, eaValue }]))).to.deep.equal([{ flags: 0, eaName, eaValue }]);
    for (const bad of ['', 'n'.repeat(256), 'a\0b', '\u0100']) {
      expect(() => encode([{ eaName: bad }]), JSON.stringify(bad)).to.throw(RangeError);
    }
    expect(() => encode([{ eaName, eaValue: new Uint8Array(65_536) }])).to.throw(RangeError);
  });
});

describe('FileGetEaInformation', () => {
  const { encode, decode } = FileGetEaInformation;
  const known = hex('08000000 02 414200 00000000 01 63 00');

  it('reads and writes the known bytes', () => {
    expect(decode(known)).to.deep.equal(['AB', 'c']);
    expect(hexOf(encode(['AB', 'c']))).to.equal(hexOf(known));
    expect(encode([])).to.have.length(0);
  });

  it('reads back what it wrote', () => {
    const law = fc.property(fc.array(names, { maxLength: 5 }), given => {
      expect(decode(encode(given))).to.deep.equal(given);
    });
    fc.assert(law, { numRuns: 50 });
  });

  it('survives truncations and lies', () => {
    survivesTruncation(decode, known);
    survivesLies(decode, known, 0);
    expect(() => decode(hex('00000000 05 414200'))).to.throw(ProtocolError);
  });
});
