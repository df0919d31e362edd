import { expect } from 'chai';
import fc from 'fast-check';
import { FileAccessInformation } from '../../../lib/wire/fscc/file-access-information.ts';
import { FileAlignmentInformation } from '../../../lib/wire/fscc/file-alignment-information.ts';
import { FileAllocationInformation } from '../../../lib/wire/fscc/file-allocation-information.ts';
import { FileAttributeTagInformation } from '../../../lib/wire/fscc/file-attribute-tag-information.ts';
import { FileAlternateNameInformation } from '../../../lib/wire/fscc/file-alternate-name-information.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import { FileDispositionInformation } from '../../../lib/wire/fscc/file-disposition-information.ts';
import { FileCompressionInformation } from '../../../lib/wire/fscc/file-compression-information.ts';
import {
  FileDispositionFlags,
  FileDispositionInformationEx,
} from '../../../lib/wire/fscc/file-disposition-information-ex.ts';
import { FileEaInformation } from '../../../lib/wire/fscc/file-ea-information.ts';
import { FileEndOfFileInformation } from '../../../lib/wire/fscc/file-end-of-file-information.ts';
import { FileIdInformation } from '../../../lib/wire/fscc/file-id-information.ts';
import { FileInternalInformation } from '../../../lib/wire/fscc/file-internal-information.ts';
import { FileModeInformation } from '../../../lib/wire/fscc/file-mode-information.ts';
import { FileNameInformation } from '../../../lib/wire/fscc/file-name-information.ts';
import { FileNetworkOpenInformation } from '../../../lib/wire/fscc/file-network-open-information.ts';
import { FileNormalizedNameInformation } from '../../../lib/wire/fscc/file-normalized-name-information.ts';
import { FilePositionInformation } from '../../../lib/wire/fscc/file-position-information.ts';
import {
  FileRenameFlags,
  FileRenameInformationEx,
} from '../../../lib/wire/fscc/file-rename-information-ex.ts';
import { FileStandardInformation } from '../../../lib/wire/fscc/file-standard-information.ts';
import { FileValidDataLengthInformation } from '../../../lib/wire/fscc/file-valid-data-length-information.ts';
import { CompressionFormat } from '../../../lib/wire/fscc/fsctl-compression.ts';
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

describeClass(FileAlternateNameInformation, {
  infoType: 1,
  infoClass: 21,
  bytes: '0c000000 44005500 5a004900 42007e00',
  value: { fileName: 'DUZIB~' },
  least: 16,
  arbitrary: fc.record({ fileName: any.text }),
});

describeClass(FileCompressionInformation, {
  infoType: 1,
  infoClass: 28,
  bytes: '0010000000000000 0200 04 0c 03 000000',
  value: {
    compressedFileSize: 4096n,
    compressionFormat: CompressionFormat.LZNT1,
    compressionUnitShift: 4,
    chunkShift: 12,
    clusterShift: 3,
  },
  least: 16,
  arbitrary: fc.record({
    compressedFileSize: i64,
    compressionFormat: fc.constantFrom(...Object.values(CompressionFormat)),
    compressionUnitShift: any.u8,
    chunkShift: any.u8,
    clusterShift: any.u8,
  }),
});

describeClass(FileValidDataLengthInformation, {
  infoType: 1,
  infoClass: 39,
  bytes: '0000004001000000',
  value: { validDataLength: 5n * 2n ** 30n },
  least: 8,
  arbitrary: fc.record({ validDataLength: i64 }),
});

describeClass(FileNormalizedNameInformation, {
  infoType: 1,
  infoClass: 48,
  bytes: '06000000 6400 5c00 4600',
  value: { fileName: 'd\\F' },
  least: 10,
  arbitrary: fc.record({ fileName: any.text }),
});

describeClass(FileIdInformation, {
  infoType: 1,
  infoClass: 59,
  bytes: '7856341200000080 0fc1200000000000 01000000000000ff',
  value: {
    volumeSerialNumber: 0x8000_0000_1234_5678n,
    fileId: 0xff00_0000_0000_0001_0000_0000_0020_c10fn,
  },
  least: 24,
  arbitrary: fc.record({ volumeSerialNumber: any.u64, fileId: fc.bigInt(0n, 2n ** 128n - 1n) }),
});

describeClass(FileDispositionInformationEx, {
  infoType: 1,
  infoClass: 64,
  bytes: '13000000',
  value: {
    flags:
      FileDispositionFlags.DELETE |
      FileDispositionFlags.POSIX_SEMANTICS |
      FileDispositionFlags.IGNORE_READONLY_ATTRIBUTE,
  },
  least: 4,
  arbitrary: fc.record({ flags: any.u32 }),
});

describeClass(FileRenameInformationEx, {
  infoType: 1,
  infoClass: 65,
  bytes: '43000000 00000000 0000000000000000 06000000 6100 5c00 6200',
  value: {
    flags:
      FileRenameFlags.REPLACE_IF_EXISTS |
      FileRenameFlags.POSIX_SEMANTICS |
      FileRenameFlags.IGNORE_READONLY_ATTRIBUTE,
    rootDirectory: 0n,
    fileName: 'a\\b',
  },
  least: 26,
  arbitrary: fc.record({ flags: any.u32, rootDirectory: any.u64, fileName: any.text }),
});

describe('setting an information class', () => {
  it('gives a short new path as much room as Windows insists on', () => {
    const encoded = FileRenameInformationEx.codec.encode({ flags: 1, fileName: 'x' });
    expect(hexOf(encoded)).to.equal(`01${'00'.repeat(15)}0200000078000000`);
  });

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
