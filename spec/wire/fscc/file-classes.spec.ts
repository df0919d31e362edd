import { expect } from 'chai';
import fc from 'fast-check';
import { FileAccessInformation } from '../../../lib/wire/fscc/file-access-information.ts';
import { FileAlignmentInformation } from '../../../lib/wire/fscc/file-alignment-information.ts';
import { FileAllocationInformation } from '../../../lib/wire/fscc/file-allocation-information.ts';
import { FileAttributeTagInformation } from '../../../lib/wire/fscc/file-attribute-tag-information.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import { FileDispositionInformation } from '../../../lib/wire/fscc/file-disposition-information.ts';
import { FileEaInformation } from '../../../lib/wire/fscc/file-ea-information.ts';
import { FileEndOfFileInformation } from '../../../lib/wire/fscc/file-end-of-file-information.ts';
import { FileInternalInformation } from '../../../lib/wire/fscc/file-internal-information.ts';
import { FileModeInformation } from '../../../lib/wire/fscc/file-mode-information.ts';
import { FileNameInformation } from '../../../lib/wire/fscc/file-name-information.ts';
import { FileNetworkOpenInformation } from '../../../lib/wire/fscc/file-network-open-information.ts';
import { FilePositionInformation } from '../../../lib/wire/fscc/file-position-information.ts';
import { FileStandardInformation } from '../../../lib/wire/fscc/file-standard-information.ts';
import { any } from '../smb2/codec-laws.ts';
import { describeClass, hexOf, i64, parts } from './class-laws.ts';

describeClass(FileBasicInformation, {
  infoType: 1,
  infoClass: 4,
  bytes: `5e913446527bdd01 0000000000000000 ffffffffffffffff feffffffffffffff 21000000 00000000`,
  value: {
    creationTime: 0x01dd_7b52_4634_915en,
    lastAccessTime: 0n,
    lastWriteTime: -1n,
    changeTime: -2n,
    fileAttributes: 0x21,
  },
  least: 40,
  arbitrary: parts.basic,
});

describeClass(FileStandardInformation, {
  infoType: 1,
  infoClass: 5,
  bytes: `0010000000000000 0600000000000000 02000000 01 00 0000`,
  value: {
    allocationSize: 4096n,
    endOfFile: 6n,
    numberOfLinks: 2,
    deletePending: true,
    directory: false,
  },
  least: 24,
  arbitrary: parts.standard,
});

describeClass(FileInternalInformation, {
  infoType: 1,
  infoClass: 6,
  bytes: '0fc12000000000ff',
  value: { indexNumber: 0xff00_0000_0020_c10fn },
  least: 8,
  arbitrary: fc.record({ indexNumber: any.u64 }),
});

describeClass(FileEaInformation, {
  infoType: 1,
  infoClass: 7,
  bytes: '0c0000a0',
  value: { eaSize: 0xa000_000c },
  least: 4,
  arbitrary: fc.record({ eaSize: any.u32 }),
});

describeClass(FileAccessInformation, {
  infoType: 1,
  infoClass: 8,
  bytes: '89001200',
  value: { accessFlags: 0x0012_0089 },
  least: 4,
  arbitrary: fc.record({ accessFlags: any.u32 }),
});

describeClass(FileNameInformation, {
  infoType: 1,
  infoClass: 9,
  bytes: '06000000 5c00 6100 3dd8', // a lone surrogate at the end
  value: { fileName: '\\a\ud83d' },
  least: 10,
  arbitrary: fc.record({ fileName: any.text }),
});

describeClass(FileDispositionInformation, {
  infoType: 1,
  infoClass: 13,
  bytes: '01',
  value: { deletePending: true },
  least: 1,
  arbitrary: fc.record({ deletePending: fc.boolean() }),
});

describeClass(FilePositionInformation, {
  infoType: 1,
  infoClass: 14,
  bytes: '0000000002000000',
  value: { currentByteOffset: 0x2_0000_0000n },
  least: 8,
  arbitrary: fc.record({ currentByteOffset: i64 }),
});

describeClass(FileModeInformation, {
  infoType: 1,
  infoClass: 16,
  bytes: '20000000',
  value: { mode: 0x20 },
  least: 4,
  arbitrary: fc.record({ mode: any.u32 }),
});

describeClass(FileAlignmentInformation, {
  infoType: 1,
  infoClass: 17,
  bytes: 'ff010000',
  value: { alignmentRequirement: 511 },
  least: 4,
  arbitrary: fc.record({ alignmentRequirement: any.u32 }),
});

describeClass(FileAllocationInformation, {
  infoType: 1,
  infoClass: 19,
  bytes: '0000004001000000',
  value: { allocationSize: 5n * 2n ** 30n },
  least: 8,
  arbitrary: fc.record({ allocationSize: i64 }),
});

describeClass(FileEndOfFileInformation, {
  infoType: 1,
  infoClass: 20,
  bytes: '0100004001000000',
  value: { endOfFile: 5n * 2n ** 30n + 1n },
  least: 8,
  arbitrary: fc.record({ endOfFile: i64 }),
});

describeClass(FileNetworkOpenInformation, {
  infoType: 1,
  infoClass: 34,
  bytes: `0100000000000000 0200000000000000 0300000000000000 0400000000000000
    0010000000000000 0600000000000000 80000000 00000000`,
  value: {
    creationTime: 1n,
    lastAccessTime: 2n,
    lastWriteTime: 3n,
    changeTime: 4n,
    allocationSize: 4096n,
    endOfFile: 6n,
    fileAttributes: 0x80,
  },
  least: 56,
  arbitrary: fc.record({
    creationTime: i64,
    lastAccessTime: i64,
    lastWriteTime: i64,
    changeTime: i64,
    allocationSize: i64,
    endOfFile: i64,
    fileAttributes: any.u32,
  }),
});

describeClass(FileAttributeTagInformation, {
  infoType: 1,
  infoClass: 35,
  bytes: '10040000 0c0000a0',
  value: { fileAttributes: 0x410, reparseTag: 0xa000_000c },
  least: 8,
  arbitrary: fc.record({ fileAttributes: any.u32, reparseTag: any.u32 }),
});

describe('setting an information class', () => {
  it('leaves the times alone that are left out', () => {
    const encoded = FileBasicInformation.codec.encode({ lastWriteTime: 3n });
    expect(hexOf(encoded)).to.equal(`${'00'.repeat(16)}0300000000000000${'00'.repeat(16)}`);
  });

  it('wants what has no meaning when it is left out', () => {
    expect(() => FileEndOfFileInformation.codec.encode({} as { endOfFile: bigint })).to.throw(TypeError);
    expect(() => FileDispositionInformation.codec.encode({} as { deletePending: boolean })).to.throw(
      TypeError,
    );
  });
});
