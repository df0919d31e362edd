import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../../lib/errors.ts';
import {
  ReparseDataBuffer,
  type ReparsePoint,
} from '../../../../lib/wire/fscc/reparse/reparse-data-buffer.ts';
import { FSCTL_DELETE_REPARSE_POINT } from '../../../../lib/wire/fscc/fsctl-reparse-point.ts';
import { ReparseTag } from '../../../../lib/wire/fscc/reparse/reparse-tag.ts';
import { any, hex, refusesShort, survivesLies, survivesTruncation } from '../../smb2/codec-laws.ts';
import { hexOf } from '../class-laws.ts';

interface Known {
  readonly bytes: string;
  readonly value: ReparsePoint;
  /** Bytes without which it cannot be decoded. */
  readonly least: number;
}

const text16 = (text: string) => Buffer.from(text, 'utf16le').toString('hex');
const text8 = (text: string) => Buffer.from(text, 'utf8').toString('hex');

const KNOWN: Readonly<Record<string, Known>> = {
  'a relative symbolic link': {
    bytes: `0c0000a0 2000 0000  0000 0a00 0a00 0a00 01000000 ${text16('..\\ab..\\ab')}`,
    value: { kind: 'symlink', relative: true, substituteName: '..\\ab', printName: '..\\ab' },
    least: 8 + 12 + 20,
  },
  'an absolute symbolic link': {
    bytes: `0c0000a0 2a00 0000  0000 1200 1200 0c00 00000000 ${text16('\\??\\C:\\xyC:\\x y')}`,
    value: { kind: 'symlink', relative: false, substituteName: '\\??\\C:\\xy', printName: 'C:\\x y' },
    least: 8 + 12 + 30,
  },
  'a junction': {
    bytes: `030000a0 2000 0000  0000 0e00 1000 0600 ${text16('\\??\\C:\\\0C:\\\0')}`,
    value: { kind: 'junction', substituteName: '\\??\\C:\\', printName: 'C:\\' },
    least: 8 + 8 + 22,
  },
  'a link of NFS': {
    bytes: `14000080 0e00 0000  4c4e4b0100000000 ${text16('a/b')}`,
    value: { kind: 'nfs', inode: 'LNK', target: 'a/b' },
    least: 8 + 14,
  },
  'a character device of NFS': {
    bytes: '14000080 1000 0000  4348520000000000 01000000 03000000',
    value: { kind: 'nfs', inode: 'CHR', major: 1, minor: 3 },
    least: 24,
  },
  'a block device of NFS': {
    bytes: '14000080 1000 0000  424c4b0000000000 08000000 10000000',
    value: { kind: 'nfs', inode: 'BLK', major: 8, minor: 16 },
    least: 24,
  },
  'a pipe of NFS': {
    bytes: '14000080 0800 0000  4649464f00000000',
    value: { kind: 'nfs', inode: 'FIFO' },
    least: 16,
  },
  'a socket of NFS': {
    bytes: '14000080 0800 0000  534f434b00000000',
    value: { kind: 'nfs', inode: 'SOCK' },
    least: 16,
  },
  'a link of WSL': {
    bytes: `1d0000a0 0b00 0000  02000000 ${text8('../é/x')}`,
    value: { kind: 'wsl-symlink', target: '../é/x' },
    least: 8 + 11,
  },
  'a tag that nobody knows': {
    bytes: '99000090 0300 0000  abcdef',
    value: { kind: 'other', reparseTag: 0x9000_0099, data: hex('abcdef') },
    least: 11,
  },
  'a tag with a GUID': {
    bytes: '05000000 0200 0000  10b8a76bad9dd11180b400c04fd430c8 abcd',
    value: {
      kind: 'other',
      reparseTag: 5,
      reparseGuid: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
      data: hex('abcd'),
    },
    least: 26,
  },
};

describe('ReparseDataBuffer', () => {
  for (const [name, { bytes, value, least }] of Object.entries(KNOWN)) {
    describe(name, () => {
      const known = hex(bytes);
      const decode = (each: Uint8Array) => ReparseDataBuffer.decode(each);

      it('is read and written', () => {
        expect(decode(known)).to.deep.equal(value);
        expect(hexOf(ReparseDataBuffer.encode(value))).to.equal(hexOf(known));
      });

      it('refuses what is too short, and survives truncations and lies', () => {
        refusesShort(decode, known, least);
        survivesTruncation(decode, known);
        survivesLies(decode, known, 0);
      });
    });
  }

  it('reads back what it wrote', () => {
    const names = { substituteName: any.text, printName: any.text };
    const points: fc.Arbitrary<ReparsePoint> = fc.oneof(
      fc.record({ kind: fc.constant('symlink' as const), relative: fc.boolean(), ...names }),
      fc.record({ kind: fc.constant('junction' as const), ...names }),
      fc.record({ kind: fc.constant('nfs' as const), inode: fc.constant('LNK' as const), target: any.text }),
      fc.record({
        kind: fc.constant('nfs' as const),
        inode: fc.constantFrom('CHR' as const, 'BLK' as const),
        major: any.u32,
        minor: any.u32,
      }),
      fc.record({ kind: fc.constant('wsl-symlink' as const), target: fc.string({ unit: 'grapheme' }) }),
      fc.record({
        kind: fc.constant('other' as const),
        reparseTag: fc.integer({ min: 0x8001_0000, max: 0x8fff_ffff }),
        data: any.bytes,
      }),
    );
    fc.assert(
      fc.property(points, point => {
        expect(ReparseDataBuffer.decode(ReparseDataBuffer.encode(point))).to.deep.equal(point);
      }),
    );
  });

  it('finds the names in any order, and with a gap between them', () => {
    const bytes = hex(`0c0000a0 1a00 0000  0600 0400 0000 0400 00000000 ${text16('pp_ss')} 0000 0000`);
    expect(ReparseDataBuffer.decode(bytes)).to.include({ substituteName: 'ss', printName: 'pp' });
  });

  it('refuses names that lie outside, or end in half a character', () => {
    const link = (ranges: string) => hex(`0c0000a0 1000 0000 ${ranges} 00000000 61006200`);
    for (const ranges of ['0200040000000000', '0000000004000200', 'ffff020000000000', '0000030000000000'])
      expect(() => ReparseDataBuffer.decode(link(ranges)), ranges).to.throw(ProtocolError);
  });

  it('refuses an inode and a version that it does not know', () => {
    expect(() => ReparseDataBuffer.decode(hex('14000080 0800 0000 4c4e4b0200000000'))).to.throw(
      ProtocolError,
      'InodeType',
    );
    expect(() => ReparseDataBuffer.decode(hex('1d0000a0 0500 0000 01000000 61'))).to.throw(
      ProtocolError,
      'version 1',
    );
  });

  it('deletes by a head without data', () => {
    const head = (reparseTag: number, reparseGuid?: string) =>
      hexOf(FSCTL_DELETE_REPARSE_POINT.input.encode({ reparseTag, reparseGuid }));
    expect(head(ReparseTag.SYMLINK)).to.equal('0c0000a000000000');
    expect(head(5, '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).to.equal(
      '050000000000000010b8a76bad9dd11180b400c04fd430c8',
    );
    expect(() => head(5)).to.throw(TypeError, 'GUID');
  });
});
