import { expect } from 'chai';
import fc from 'fast-check';
import { FileAllInformation } from '../../../lib/wire/fscc/file-all-information.ts';
import { any, fixture } from '../smb2/codec-laws.ts';
import { describeClass, i64, parts } from './class-laws.ts';

const TIME = 0x01dd_7b52_4634_915en;

describeClass(FileAllInformation, {
  infoType: 1,
  infoClass: 18,
  // smbd's answer about folder\hello.txt, 6 bytes long
  bytes: fixture('queryInfoResponse').subarray(72),
  value: {
    basicInformation: {
      creationTime: TIME,
      lastAccessTime: TIME,
      lastWriteTime: TIME,
      changeTime: TIME,
      fileAttributes: 0x80,
    },
    standardInformation: {
      allocationSize: 4096n,
      endOfFile: 6n,
      numberOfLinks: 1,
      deletePending: false,
      directory: false,
    },
    internalInformation: { indexNumber: 0x20_c142n },
    eaInformation: { eaSize: 0 },
    accessInformation: { accessFlags: 0x0012_0089 },
    positionInformation: { currentByteOffset: 0n },
    modeInformation: { mode: 0x80 },
    alignmentInformation: { alignmentRequirement: 0 },
    nameInformation: { fileName: '\\folder\\hello.txt' },
  },
  least: 134,
  arbitrary: fc.record({
    basicInformation: parts.basic,
    standardInformation: parts.standard,
    internalInformation: fc.record({ indexNumber: any.u64 }),
    eaInformation: fc.record({ eaSize: any.u32 }),
    accessInformation: fc.record({ accessFlags: any.u32 }),
    positionInformation: fc.record({ currentByteOffset: i64 }),
    modeInformation: fc.record({ mode: any.u32 }),
    alignmentInformation: fc.record({ alignmentRequirement: any.u32 }),
    nameInformation: fc.record({ fileName: any.text }),
  }),
});

describe('FileAllInformation', () => {
  it('takes what is left out as zero', () => {
    const bytes = FileAllInformation.codec.encode({ standardInformation: { endOfFile: 9n } });
    expect(bytes).to.have.length(100);
    const { standardInformation, nameInformation } = FileAllInformation.codec.decode(bytes);
    expect(standardInformation.endOfFile).to.equal(9n);
    expect(nameInformation.fileName).to.equal('');
  });
});
