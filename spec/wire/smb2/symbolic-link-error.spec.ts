import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { errorDataOf, ErrorResponse } from '../../../lib/wire/smb2/error.ts';
import { SymbolicLinkError } from '../../../lib/wire/smb2/symbolic-link-error.ts';
import { any, hex, refusesShort, survivesLies, survivesTruncation } from './codec-laws.ts';

const text16 = (text: string) => Buffer.from(text, 'utf16le').toString('hex');

/** The first example of [MS-SMB2] 2.2.2.2.1.1. */
const SUBSTITUTE = '\\??\\D:\\DonHall\\MiscDocuments\\PDocs';
const PRINT = 'D:\\DonHall\\MiscDocuments\\PDocs';
const BYTES = hex(
  `98000000 53594d4c 0c0000a0 8c00 2e00  0000 4400 4400 3c00 00000000 ${text16(SUBSTITUTE + PRINT)}`,
);
const VALUE = { relative: false, unparsedPathLength: 0x2e, substituteName: SUBSTITUTE, printName: PRINT };

describe('SymbolicLinkError', () => {
  it('reads and writes the example of the specification', () => {
    expect(SUBSTITUTE).to.have.lengthOf(0x44 / 2);
    expect(SymbolicLinkError.decode(BYTES)).to.deep.equal(VALUE);
    expect(Buffer.from(SymbolicLinkError.encode(VALUE)).toString('hex')).to.equal(
      Buffer.from(BYTES).toString('hex'),
    );
  });

  it('reads back what it wrote', () => {
    const links = fc.record({
      relative: fc.boolean(),
      unparsedPathLength: fc.nat(0x7fff).map(units => units * 2),
      substituteName: any.text,
      printName: any.text,
    });
    fc.assert(
      fc.property(links, link => {
        expect(SymbolicLinkError.decode(SymbolicLinkError.encode(link))).to.deep.equal(link);
      }),
    );
  });

  it('refuses what is too short, and survives truncations and lies', () => {
    const decode = (bytes: Uint8Array) => SymbolicLinkError.decode(bytes);
    refusesShort(decode, BYTES, BYTES.length);
    survivesTruncation(decode, BYTES);
    survivesLies(decode, BYTES, 0);
  });

  it('refuses another tag, and half a character behind the link', () => {
    for (const [at, byte] of [
      [4, 0x52],
      [8, 0x03],
      [14, 0x2f],
    ] as const) {
      const lie = BYTES.slice();
      lie[at] = byte;
      expect(() => SymbolicLinkError.decode(lie), `byte ${at}`).to.throw(ProtocolError);
    }
  });
});

describe('errorDataOf', () => {
  it('takes the data out of the context of 3.1.1, and as they are below', () => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(BYTES.length);
    const context = Buffer.concat([length, Buffer.alloc(4), BYTES]);
    const read = (errorContextCount: number, errorData: Uint8Array) =>
      errorDataOf(ErrorResponse.decode(ErrorResponse.encode({ errorContextCount, errorData })));
    expect(SymbolicLinkError.decode(read(1, context))).to.deep.equal(VALUE);
    expect(SymbolicLinkError.decode(read(0, BYTES))).to.deep.equal(VALUE);
    expect(read(0, hex(''))).to.have.lengthOf(0);
  });

  it('is empty where no context is about the status', () => {
    const redirect = hex('02000000 53526472 abcd');
    expect(errorDataOf({ errorContextCount: 1, errorData: redirect })).to.have.lengthOf(0);
  });
});
