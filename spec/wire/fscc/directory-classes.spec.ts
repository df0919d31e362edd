import { expect } from 'chai';
import fc from 'fast-check';
import { ProtocolError } from '../../../lib/errors.ts';
import type { DirectoryClass } from '../../../lib/wire/fscc/directory-class.ts';
import { FileBothDirectoryInformation } from '../../../lib/wire/fscc/file-both-directory-information.ts';
import { FileDirectoryInformation } from '../../../lib/wire/fscc/file-directory-information.ts';
import { FileFullDirectoryInformation } from '../../../lib/wire/fscc/file-full-directory-information.ts';
import { FileIdExtdDirectoryInformation } from '../../../lib/wire/fscc/file-id-extd-directory-information.ts';
import { FileIdFullDirectoryInformation } from '../../../lib/wire/fscc/file-id-full-directory-information.ts';
import {
  type FileIdBothDirectoryEntry,
  FileIdBothDirectoryInformation,
} from '../../../lib/wire/fscc/file-id-both-directory-information.ts';
import { FileNamesInformation } from '../../../lib/wire/fscc/file-names-information.ts';
import { any, fixture, hex, survivesLies, survivesTruncation } from '../smb2/codec-laws.ts';
import { hexOf, i64 } from './class-laws.ts';

/** What makes a list hostile, whatever its entries hold; `fixed` is where their names begin, `length` their field. */
function describeChain<E>(of: DirectoryClass<E, { fileName: string }>, fixed: number, length: number): void {
  const list = of.encodeAll([{ fileName: 'first' }, { fileName: 'second' }, { fileName: 'third' }]);
  const step = new DataView(list.buffer).getUint32(0, true);

  function tampered(at: number, value: number): Uint8Array {
    const copy = list.slice();
    new DataView(copy.buffer).setUint32(at, value, true);
    return copy;
  }

  describe(`${of.name}, hostile`, () => {
    it('is an empty list where there are no bytes', () => {
      expect(of.decodeAll(hex(''))).to.deep.equal([]);
    });

    it('ends with the entry whose NextEntryOffset is 0', () => {
      expect(of.decodeAll(list)).to.have.length(3);
      expect(of.decodeAll(tampered(step, 0))).to.have.length(2);
    });

    it('refuses a step that is shorter than an entry, or backwards', () => {
      for (const lie of [1, 4, fixed - 1, 0xffff_ffff, 2 ** 32 - step]) {
        expect(() => of.decodeAll(tampered(step, lie)), `${lie}`).to.throw(ProtocolError);
      }
    });

    it('refuses a step out of the list', () => {
      for (const lie of [
        list.length,
        list.length - step,
        list.length - step - 1,
        list.length - step - fixed + 1,
      ]) {
        expect(() => of.decodeAll(tampered(step, lie)), `${lie}`).to.throw(ProtocolError);
      }
    });

    it('refuses a name that is longer than its entry, or odd', () => {
      const room = step - fixed;
      expect(of.decodeAll(tampered(length, room)), 'all of the entry').to.have.length(3);
      for (const lie of [room + 2, 3, 0xffff_ffff, 0x8000_0000]) {
        expect(() => of.decodeAll(tampered(length, lie)), `${lie}`).to.throw(ProtocolError);
      }
    });

    it('does not insist on alignment', () => {
      const fileName = fixed % 8 === 6 ? 'xy' : 'x';
      const one = of.encodeAll([{ fileName }]);
      const bytes = new Uint8Array(one.length * 2);
      bytes.set(one);
      bytes.set(one, one.length);
      new DataView(bytes.buffer).setUint32(0, one.length, true);
      expect(one.length % 8).not.to.equal(0);
      expect(of.decodeAll(bytes)).to.have.length(2);
    });

    it('survives truncations and lies', () => {
      survivesTruncation(bytes => of.decodeAll(bytes), list);
      survivesLies(bytes => of.decodeAll(bytes), list, 0);
    });

    it('has as many entries at most as fit', () => {
      const bytes = new Uint8Array(64 * 1024);
      const view = new DataView(bytes.buffer);
      let count = 0;
      for (let at = 0; at + 2 * fixed <= bytes.length; at += fixed, count++) view.setUint32(at, fixed, true);
      expect(of.decodeAll(bytes)).to.have.length(count + 1);
    });
  });
}

describeChain(FileIdBothDirectoryInformation, 104, 60);
describeChain(FileNamesInformation, 12, 8);
describeChain(FileDirectoryInformation, 64, 60);
describeChain(FileFullDirectoryInformation, 68, 60);
describeChain(FileBothDirectoryInformation, 94, 60);
describeChain(FileIdFullDirectoryInformation, 80, 60);
describeChain(FileIdExtdDirectoryInformation, 88, 60);

/** What all entries have but those of mere names, on the wire without NextEntryOffset, and as it is read. */
const COMMON_HEX = `07000000 0100000000000000 0200000000000000 0300000000000000 0400000000000000
  0600000000000000 0010000000000000 20000000 04000000`;
const COMMON = {
  fileIndex: 7,
  creationTime: 1n,
  lastAccessTime: 2n,
  lastWriteTime: 3n,
  changeTime: 4n,
  endOfFile: 6n,
  allocationSize: 4096n,
  fileAttributes: 0x20,
};
const anyCommon = {
  fileIndex: any.u32,
  creationTime: i64,
  lastAccessTime: i64,
  lastWriteTime: i64,
  changeTime: i64,
  endOfFile: i64,
  allocationSize: i64,
  fileAttributes: any.u32,
};
const shortName = any.text.map(text => text.slice(0, 12));

/** The numbers of a class, known bytes of two entries both ways, and the round trip. */
function describeListing<E extends { fileName: string }>(
  of: DirectoryClass<E, { fileName: string }>,
  infoClass: number,
  /** What the class adds, in hex and as it is read, and values of every kind. */
  [added, value, arbitrary]: readonly [string, Omit<E, 'fileName' | keyof typeof COMMON>, object],
): void {
  const list = (step: number, fileName: string) => {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(step);
    return `${head.toString('hex')} ${COMMON_HEX} ${added} ${Buffer.from(fileName, 'utf16le').toString('hex')}`;
  };
  const size = hex(list(0, 'ab')).length;
  const step = Math.ceil(size / 8) * 8;
  const known = hex(list(step, 'ab') + '00'.repeat(step - size) + list(0, 'c\ud83d'));
  const entry = (fileName: string) => ({ ...COMMON, ...value, fileName });

  describe(of.name, () => {
    it('has its number', () => {
      expect(of.infoClass).to.equal(infoClass);
    });

    it('reads and writes the known bytes', () => {
      const entries = [entry('ab'), entry('c\ud83d')];
      expect(of.decodeAll(known)).to.deep.equal(entries);
      expect(hexOf(of.encodeAll(entries))).to.equal(hexOf(known));
    });

    it('reads back what it wrote', () => {
      const each = fc.record({ ...anyCommon, ...arbitrary, fileName: any.text });
      const law = fc.property(fc.array(each, { maxLength: 5 }), entries => {
        expect(of.decodeAll(of.encodeAll(entries))).to.deep.equal(entries);
      });
      fc.assert(law, { numRuns: 50 });
    });
  });
}

describeListing(FileDirectoryInformation, 1, ['', {}, {}]);
describeListing(FileFullDirectoryInformation, 2, ['0c0000a0', { eaSize: 0xa000_000c }, { eaSize: any.u32 }]);
describeListing(FileBothDirectoryInformation, 3, [
  `05000000 04 00 58007e00 ${'00'.repeat(20)}`,
  { eaSize: 5, shortName: 'X~' },
  { eaSize: any.u32, shortName },
]);
describeListing(FileIdFullDirectoryInformation, 38, [
  '05000000 00000000 0fc12000000000ff',
  { eaSize: 5, fileId: 0xff00_0000_0020_c10fn },
  { eaSize: any.u32, fileId: any.u64 },
]);
describeListing(FileIdExtdDirectoryInformation, 60, [
  '05000000 0c0000a0 0fc1200000000000 0200000000000080',
  { eaSize: 5, reparsePointTag: 0xa000_000c, fileId: 0x8000_0000_0000_0002_0000_0000_0020_c10fn },
  { eaSize: any.u32, reparsePointTag: any.u32, fileId: fc.bigInt(0n, 2n ** 128n - 1n) },
]);

describe('FileBothDirectoryInformation', () => {
  it('refuses a short name longer than its field', () => {
    const bytes = FileBothDirectoryInformation.encodeAll([{ fileName: 'a', shortName: 'TWELVECHARS1' }]);
    expect(FileBothDirectoryInformation.decodeAll(bytes)[0]?.shortName).to.equal('TWELVECHARS1');
    bytes[68] = 26;
    expect(() => FileBothDirectoryInformation.decodeAll(bytes)).to.throw(ProtocolError);
    expect(() =>
      FileBothDirectoryInformation.encodeAll([{ fileName: 'a', shortName: 'THIRTEENCHARS' }]),
    ).to.throw(RangeError);
  });
});

describe('FileIdBothDirectoryInformation', () => {
  // smbd's answer about the folder that holds "ünï 😀.txt" and "folder"
  const samba = fixture('queryDirectoryResponse').subarray(72);
  const entry = {
    fileIndex: 0,
    creationTime: 0x01dd_7b52_4634_915en,
    lastAccessTime: 0x01dd_7b52_4634_915en,
    lastWriteTime: 0x01dd_7b52_4634_915en,
    changeTime: 0x01dd_7b52_4634_915en,
    endOfFile: 2n,
    allocationSize: 4096n,
    fileAttributes: 0x80,
    eaSize: 0,
    shortName: '',
    fileId: 0x20_c159n,
    fileName: 'ünï \u{1f600}.txt',
  };

  it('has its number', () => {
    expect(FileIdBothDirectoryInformation.infoClass).to.equal(37);
  });

  it('reads what smbd lists, in its order', () => {
    const entries = FileIdBothDirectoryInformation.decodeAll(samba);
    expect(entries.map(each => each.fileName)).to.deep.equal(['.', '..', entry.fileName, 'folder']);
    expect(entries[2]).to.deep.equal(entry);
    expect(entries.map(each => each.fileId)).to.deep.equal([0x20_c10fn, 0x20_c105n, 0x20_c159n, 0x20_c110n]);
  });

  it('writes the same bytes', () => {
    const decoded = FileIdBothDirectoryInformation.decodeAll(samba);
    const encoded = FileIdBothDirectoryInformation.encodeAll(decoded);
    expect(hexOf(encoded)).to.equal(hexOf(samba));
  });

  it('reads back what it wrote', () => {
    const arbitrary: fc.Arbitrary<FileIdBothDirectoryEntry> = fc.record({
      fileIndex: any.u32,
      creationTime: i64,
      lastAccessTime: i64,
      lastWriteTime: i64,
      changeTime: i64,
      endOfFile: i64,
      allocationSize: i64,
      fileAttributes: any.u32,
      eaSize: any.u32,
      shortName: any.text.map(text => text.slice(0, 12)),
      fileId: any.u64,
      fileName: any.text,
    });
    const law = fc.property(fc.array(arbitrary, { maxLength: 6 }), entries => {
      const bytes = FileIdBothDirectoryInformation.encodeAll(entries);
      expect(FileIdBothDirectoryInformation.decodeAll(bytes)).to.deep.equal(entries);
    });
    fc.assert(law, { numRuns: 50 });
  });

  it('refuses a short name longer than its field', () => {
    const bytes = FileIdBothDirectoryInformation.encodeAll([{ fileName: 'a', shortName: 'TWELVECHARS1' }]);
    expect(FileIdBothDirectoryInformation.decodeAll(bytes)[0]?.shortName).to.equal('TWELVECHARS1');
    bytes[68] = 26;
    expect(() => FileIdBothDirectoryInformation.decodeAll(bytes)).to.throw(ProtocolError);
    expect(() =>
      FileIdBothDirectoryInformation.encodeAll([{ fileName: 'a', shortName: 'THIRTEENCHARS' }]),
    ).to.throw(RangeError);
  });

  it('aligns entries to 8 bytes and pads none behind the last', () => {
    const bytes = FileIdBothDirectoryInformation.encodeAll([{ fileName: 'abc' }, { fileName: 'abc' }]);
    expect(new DataView(bytes.buffer).getUint32(0, true)).to.equal(112);
    expect(bytes).to.have.length(112 + 110);
  });
});

describe('FileNamesInformation', () => {
  const known = '10000000 05000000 04000000 61006200 00000000 00000000 02000000 3dd8';
  const entries = [
    { fileIndex: 5, fileName: 'ab' },
    { fileIndex: 0, fileName: '\ud83d' },
  ];

  it('has its number', () => {
    expect(FileNamesInformation.infoClass).to.equal(12);
  });

  it('reads and writes the known bytes', () => {
    expect(FileNamesInformation.decodeAll(hex(known))).to.deep.equal(entries);
    expect(hexOf(FileNamesInformation.encodeAll(entries))).to.equal(known.replaceAll(' ', ''));
  });

  it('reads back what it wrote', () => {
    const arbitrary = fc.array(fc.record({ fileIndex: any.u32, fileName: any.text }), { maxLength: 6 });
    const law = fc.property(arbitrary, each => {
      expect(FileNamesInformation.decodeAll(FileNamesInformation.encodeAll(each))).to.deep.equal(each);
    });
    fc.assert(law, { numRuns: 50 });
  });
});
