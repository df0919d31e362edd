/** Every information class of [MS-FSCC] that there is a codec for, and what Samba 4.17 makes of it. */
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { filetimeFromNs } from '../../lib/wire/dtyp/filetime.ts';
import * as fscc from '../../lib/wire/fscc/public.ts';
import { FileAttributes } from '../../lib/wire/smb2/create.ts';
import { failure } from './failure.ts';
import {
  type Bench,
  CONTENT,
  entryOf,
  FULL,
  listed,
  NAME,
  notTaken,
  notTold,
  type Row,
  sizesOf,
  taken,
  timesOf,
  told,
} from './information-bench.ts';

const { ARCHIVE, HIDDEN } = FileAttributes;
/** Of the one extended attribute: a list of 4 bytes, 4 for the entry, name with its NUL, value. */
const EA_SIZE = 4 + 4 + 'Comment'.length + 1 + 'x'.length;
const isRoot = process.getuid?.() === 0;
/** Others on this machine fill and empty the disk meanwhile. */
const GIB = 2 ** 30;

const basic = (bench: Bench) => ({ ...timesOf(bench.stat()), fileAttributes: ARCHIVE });
const standard = (bench: Bench) => ({
  ...sizesOf(bench.stat()),
  numberOfLinks: Number(bench.stat().nlink),
  deletePending: false,
  directory: false,
});
const onShare = (bench: Bench) => `\\${bench.folder}\\${NAME}`;

/** Compares with the disk, in bytes. */
function expectSpace(bench: Bench, unit: number, total: bigint, available: bigint): void {
  const { blocks, bavail, bsize } = statfsSync(bench.server.path);
  expect(Number(total) * unit).to.equal(blocks * bsize);
  expect(Number(available) * unit).to.be.closeTo(bavail * bsize, GIB);
}

const FILE: readonly Row[] = [
  told(fscc.FileAccessInformation, value => expect(value).to.deep.equal({ accessFlags: FULL })),
  told(fscc.FileAlignmentInformation, value => expect(value).to.deep.equal({ alignmentRequirement: 0 })),
  told(fscc.FileAllInformation, (value, bench) =>
    expect(value).to.deep.equal({
      basicInformation: basic(bench),
      standardInformation: standard(bench),
      internalInformation: { indexNumber: bench.stat().ino },
      eaInformation: { eaSize: EA_SIZE },
      accessInformation: { accessFlags: FULL },
      positionInformation: { currentByteOffset: 0n },
      modeInformation: { mode: ARCHIVE },
      alignmentInformation: { alignmentRequirement: 0 },
      nameInformation: { fileName: onShare(bench) },
    }),
  ),
  taken(
    fscc.FileAllocationInformation,
    () => ({ allocationSize: 0n }),
    (bench, name) => expect(bench.stat(name).size, 'no room, no bytes').to.equal(0n),
  ),
  told(fscc.FileAlternateNameInformation, async ({ fileName }, bench) => {
    expect(fileName).to.match(/^[0-9A-Z~]{8}$/);
    expect(await bench.allinfo()).to.include(`altname: ${fileName}\n`);
  }),
  told(fscc.FileAttributeTagInformation, value =>
    expect(value).to.deep.equal({ fileAttributes: ARCHIVE, reparseTag: 0 }),
  ),
  told(fscc.FileBasicInformation, (value, bench) => expect(value).to.deep.equal(basic(bench))),
  taken(
    fscc.FileBasicInformation,
    () => ({ lastWriteTime: filetimeFromNs(1_500_000_000_123_456_700n), fileAttributes: HIDDEN }),
    async (bench, name) => {
      expect(bench.stat(name).mtimeNs).to.equal(1_500_000_000_123_456_700n);
      expect(await bench.allinfo(name)).to.match(/attributes: H \(2\)/);
    },
  ),
  told(fscc.FileCompressionInformation, value =>
    expect(value).to.include({ compressedFileSize: 12n, compressionFormat: fscc.CompressionFormat.NONE }),
  ),
  taken(
    fscc.FileDispositionInformation,
    () => ({ deletePending: true }),
    (bench, name) => expect(existsSync(bench.disk(name))).to.equal(false),
  ),
  notTaken(fscc.FileDispositionInformationEx, { flags: fscc.FileDispositionFlags.DELETE }),
  told(fscc.FileEaInformation, value => expect(value).to.deep.equal({ eaSize: EA_SIZE })),
  taken(
    fscc.FileEndOfFileInformation,
    () => ({ endOfFile: 20n }),
    (bench, name) => expect(bench.stat(name).size).to.equal(20n),
  ),
  told(fscc.FileFullEaInformation, ([first, ...more]) => {
    expect(first).to.include({ flags: 0, eaName: 'Comment' });
    expect(Buffer.from(first!.eaValue).toString()).to.equal('x');
    expect(more).to.deep.equal([]);
  }),
  taken(
    fscc.FileFullEaInformation,
    () => [{ eaName: 'Kept', eaValue: Buffer.from('here') }],
    (bench, name) => {
      const program = 'import os,sys; print(os.getxattr(sys.argv[1], "user.Kept").decode())';
      const kept = execFileSync('/usr/bin/python3', ['-c', program, bench.disk(name)], { encoding: 'utf8' });
      expect(kept.replaceAll('\0', '')).to.equal('here\n');
    },
  ),
  notTold(fscc.FileIdInformation),
  told(fscc.FileInternalInformation, (value, bench) =>
    expect(value).to.deep.equal({ indexNumber: bench.stat().ino }),
  ),
  taken(
    fscc.FileLinkInformation,
    (bench, name) => ({ fileName: `${bench.folder}\\${name}-linked` }),
    (bench, name) => {
      expect(bench.stat(`${name}-linked`).ino).to.equal(bench.stat(name).ino);
      expect(bench.stat(name).nlink).to.equal(2n);
    },
  ),
  // Samba tells the attributes here, and forgets what is set
  told(fscc.FileModeInformation, value => expect(value).to.deep.equal({ mode: ARCHIVE })),
  taken(
    fscc.FileModeInformation,
    () => ({ mode: 2 }),
    (bench, name) => expect(bench.stat(name).size).to.equal(BigInt(CONTENT.length)),
  ),
  notTaken(fscc.FileModeInformation, { mode: 1 }, 'EINVAL'),
  told(fscc.FileNameInformation, (value, bench) => expect(value).to.deep.equal({ fileName: onShare(bench) })),
  told(fscc.FileNetworkOpenInformation, (value, bench) => expect(value).to.deep.equal(entryOf(bench.stat()))),
  {
    name: fscc.FileNormalizedNameInformation.name,
    title: 'is told by 3.1.1, and by no older dialect',
    async run(bench) {
      const asked = bench.query(fscc.FileNormalizedNameInformation);
      if (bench.share.info.dialect === '3.1.1') {
        expect(await asked).to.deep.equal({ fileName: `${bench.folder}\\${NAME}` });
      } else {
        expect(await failure(asked)).to.include({ code: 'ENOTSUP', status: 'STATUS_NOT_SUPPORTED' });
      }
    },
  },
  told(fscc.FilePositionInformation, value => expect(value).to.deep.equal({ currentByteOffset: 0n })),
  taken(
    fscc.FileRenameInformation,
    (bench, name) => ({ fileName: `${bench.folder}\\${name}-moved` }),
    (bench, name) => {
      expect(existsSync(bench.disk(name))).to.equal(false);
      expect(bench.stat(`${name}-moved`).size).to.equal(BigInt(CONTENT.length));
    },
  ),
  notTaken(fscc.FileRenameInformationEx, { flags: 0, fileName: 'moved' }),
  told(fscc.FileStandardInformation, (value, bench) => {
    expect(value).to.deep.equal(standard(bench));
    expect(value.numberOfLinks).to.equal(2);
  }),
  told(fscc.FileStreamInformation, async (value, bench) => {
    const sizes = value.map(({ streamName, streamSize }) => `[${streamName}], ${streamSize} bytes`);
    expect(sizes).to.have.members(['[:Zone:$DATA], 3 bytes', '[::$DATA], 12 bytes']);
    const said = await bench.allinfo();
    for (const each of sizes) expect(said).to.include(`stream: ${each}`);
  }),
  notTaken(fscc.FileValidDataLengthInformation, { validDataLength: 4n }),
];

const DIRECTORY: readonly Row[] = [
  listed(fscc.FileBothDirectoryInformation, (entry, bench) =>
    expect(entry).to.include({ ...entryOf(bench.stat()), eaSize: EA_SIZE, shortName: '' }),
  ),
  listed(fscc.FileDirectoryInformation, (entry, bench) => expect(entry).to.include(entryOf(bench.stat()))),
  listed(fscc.FileFullDirectoryInformation, (entry, bench) =>
    expect(entry).to.include({ ...entryOf(bench.stat()), eaSize: EA_SIZE }),
  ),
  listed(fscc.FileIdBothDirectoryInformation, (entry, bench) => {
    const fileId = bench.stat().ino;
    expect(entry).to.include({ ...entryOf(bench.stat()), eaSize: EA_SIZE, shortName: '', fileId });
  }),
  notTold(fscc.FileIdExtdDirectoryInformation),
  listed(fscc.FileIdFullDirectoryInformation, (entry, bench) =>
    expect(entry).to.include({ ...entryOf(bench.stat()), eaSize: EA_SIZE, fileId: bench.stat().ino }),
  ),
  listed(fscc.FileNamesInformation, entry =>
    expect(Object.keys(entry)).to.have.members(['fileIndex', 'fileName']),
  ),
];

const FILE_SYSTEM: readonly Row[] = [
  told(fscc.FileFsAttributeInformation, value => {
    const { CASE_PRESERVED_NAMES, UNICODE_ON_DISK, PERSISTENT_ACLS, NAMED_STREAMS } =
      fscc.FileSystemAttributes;
    const wanted = CASE_PRESERVED_NAMES | UNICODE_ON_DISK | PERSISTENT_ACLS | NAMED_STREAMS;
    expect(value.fileSystemAttributes & wanted).to.equal(wanted);
    expect(value).to.include({ maximumComponentNameLength: 255, fileSystemName: 'NTFS' });
  }),
  {
    name: fscc.FileFsControlInformation.name,
    title: 'is told, to root: no quota',
    async run(bench) {
      const asked = bench.query(fscc.FileFsControlInformation);
      if (isRoot) expect(await asked).to.include({ defaultQuotaLimit: 0n, fileSystemControlFlags: 0 });
      else expect(await failure(asked)).to.include({ code: 'EACCES' });
    },
  },
  // only on the file that stands for the quotas
  ...(isRoot ? [notTaken(fscc.FileFsControlInformation, { fileSystemControlFlags: 0 }, 'EBADF')] : []),
  told(fscc.FileFsDeviceInformation, value =>
    expect(value, 'a mounted disk').to.deep.equal({ deviceType: 7, characteristics: 0x20 }),
  ),
  told(fscc.FileFsFullSizeInformation, (value, bench) => {
    const unit = value.sectorsPerAllocationUnit * value.bytesPerSector;
    expectSpace(bench, unit, value.totalAllocationUnits, value.callerAvailableAllocationUnits);
    expectSpace(bench, unit, value.totalAllocationUnits, value.actualAvailableAllocationUnits);
  }),
  told(fscc.FileFsObjectIdInformation, async ({ objectId, extendedInfo }, bench) => {
    expect(objectId).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const version = Buffer.from(extendedInfo).toString('latin1', 20).split('\0')[0];
    expect(await bench.server.smbclient(['-V']))
      .to.include(version)
      .and.to.include('4.');
  }),
  notTaken(fscc.FileFsObjectIdInformation, { objectId: '00112233-4455-6677-8899-aabbccddeeff' }),
  told(fscc.FileFsSectorSizeInformation, async (value, bench) => {
    const { bytesPerSector } = await bench.query(fscc.FileFsSizeInformation);
    expect(value).to.include({
      logicalBytesPerSector: bytesPerSector,
      physicalBytesPerSectorForAtomicity: bytesPerSector,
      physicalBytesPerSectorForPerformance: bytesPerSector,
      flags: fscc.SectorSizeFlags.ALIGNED_DEVICE | fscc.SectorSizeFlags.PARTITION_ALIGNED_ON_DEVICE,
    });
  }),
  told(fscc.FileFsSizeInformation, (value, bench) => {
    const unit = value.sectorsPerAllocationUnit * value.bytesPerSector;
    expectSpace(bench, unit, value.totalAllocationUnits, value.availableAllocationUnits);
  }),
  told(fscc.FileFsVolumeInformation, async (value, bench) => {
    const said = await bench.server.smbclient('volume');
    expect(said).to.include(
      `|${value.volumeLabel}| serial number 0x${value.volumeSerialNumber.toString(16)}`,
    );
    expect(value.volumeCreationTime, 'of what was asked').to.equal(timesOf(bench.stat()).creationTime);
  }),
];

export const ROWS: readonly Row[] = [...FILE, ...DIRECTORY, ...FILE_SYSTEM];
