import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import { FileAction, FileNotifyInformation } from '../../../lib/wire/fscc/file-notify-information.ts';
import { any, hex, survivesLies, survivesTruncation } from '../smb2/codec-laws.ts';

const { decodeAll, encodeAll } = FileNotifyInformation;

describe('FILE_NOTIFY_INFORMATION', () => {
  const known = hex(`10000000 04000000 04000000 61005c00
    00000000 05000000 02000000 6200`);
  const value = [
    { action: FileAction.RENAMED_OLD_NAME, fileName: 'a\\' },
    { action: FileAction.RENAMED_NEW_NAME, fileName: 'b' },
  ];

  it('reads and writes the known bytes', () => {
    expect(decodeAll(known)).to.deep.equal(value);
    expect(Buffer.from(encodeAll(value)).toString('hex')).to.equal(Buffer.from(known).toString('hex'));
  });

  it('reads entries that are aligned to 4, as Windows has them', () => {
    const bytes = hex('14000000 01000000 06000000 610062006300 ffff 00000000 02000000 02000000 6400');
    expect(decodeAll(bytes).map(({ fileName }) => fileName)).to.deep.equal(['abc', 'd']);
  });

  it('reads back what it wrote', () => {
    const changes = fc.array(
      fc.record({ action: fc.integer({ min: 0, max: 2 ** 32 - 1 }), fileName: any.text }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(changes, each => {
        expect(decodeAll(encodeAll(each))).to.deep.equal(each);
      }),
    );
  });

  it('refuses what is too short, and survives truncations and lies', () => {
    for (let length = 1; length < 12; length++) {
      expect(() => decodeAll(known.subarray(0, length)), `${length} bytes`).to.throw(ProtocolError);
    }
    survivesTruncation(decodeAll, known);
    survivesLies(decodeAll, known, 0);
  });

  it('refuses names longer than their entry, and chains that do not lead on', () => {
    expect(() => decodeAll(hex('00000000 01000000 04000000 6100'))).to.throw(ProtocolError, 'FileName');
    expect(() => decodeAll(hex('10000000 01000000 08000000 61006200 00000000 01000000 00000000'))).to.throw(
      ProtocolError,
      'FileName',
    );
    expect(() => decodeAll(hex('04000000 01000000 00000000 00000000 00000000 00000000'))).to.throw(
      ProtocolError,
    );
    expect(() => decodeAll(hex('00000000 01000000 03000000 610062'))).to.throw(ProtocolError);
  });
});
