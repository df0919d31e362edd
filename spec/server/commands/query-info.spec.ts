import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { queryInfo, type QueryInfoOptions } from '../../../lib/commands/query-info.ts';
import { setInfo } from '../../../lib/commands/set-info.ts';
import type { Open, Tree } from '../../../lib/commands/target.ts';
import { memory } from '../../../lib/server/file-systems/memory.ts';
import { readOnly } from '../../../lib/server/file-systems/read-only.ts';
import { FileAccessInformation } from '../../../lib/wire/fscc/file-access-information.ts';
import { FileAlignmentInformation } from '../../../lib/wire/fscc/file-alignment-information.ts';
import { FileAllInformation } from '../../../lib/wire/fscc/file-all-information.ts';
import { FileAlternateNameInformation } from '../../../lib/wire/fscc/file-alternate-name-information.ts';
import { FileAttributeTagInformation } from '../../../lib/wire/fscc/file-attribute-tag-information.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import { FileCompressionInformation } from '../../../lib/wire/fscc/file-compression-information.ts';
import { FileEaInformation } from '../../../lib/wire/fscc/file-ea-information.ts';
import { FileFsAttributeInformation } from '../../../lib/wire/fscc/file-fs-attribute-information.ts';
import { FileFsControlInformation } from '../../../lib/wire/fscc/file-fs-control-information.ts';
import { FileFsDeviceInformation } from '../../../lib/wire/fscc/file-fs-device-information.ts';
import { FileFsFullSizeInformation } from '../../../lib/wire/fscc/file-fs-full-size-information.ts';
import { FileFsObjectIdInformation } from '../../../lib/wire/fscc/file-fs-object-id-information.ts';
import { FileFsSectorSizeInformation } from '../../../lib/wire/fscc/file-fs-sector-size-information.ts';
import { FileFsSizeInformation } from '../../../lib/wire/fscc/file-fs-size-information.ts';
import { FileFsVolumeInformation } from '../../../lib/wire/fscc/file-fs-volume-information.ts';
import { FileFullEaInformation } from '../../../lib/wire/fscc/file-full-ea-information.ts';
import { FileGetEaInformation } from '../../../lib/wire/fscc/file-get-ea-information.ts';
import { FileIdInformation } from '../../../lib/wire/fscc/file-id-information.ts';
import { FileInternalInformation } from '../../../lib/wire/fscc/file-internal-information.ts';
import { FileModeInformation } from '../../../lib/wire/fscc/file-mode-information.ts';
import { FileNameInformation } from '../../../lib/wire/fscc/file-name-information.ts';
import { FileNetworkOpenInformation } from '../../../lib/wire/fscc/file-network-open-information.ts';
import { FileNormalizedNameInformation } from '../../../lib/wire/fscc/file-normalized-name-information.ts';
import { FilePositionInformation } from '../../../lib/wire/fscc/file-position-information.ts';
import { FileStandardInformation } from '../../../lib/wire/fscc/file-standard-information.ts';
import { FileStreamInformation } from '../../../lib/wire/fscc/file-stream-information.ts';
import type { InformationClass } from '../../../lib/wire/fscc/information-class.ts';
import { AccessMask, CreateOptions } from '../../../lib/wire/smb2/create.ts';
import { SecurityInformation } from '../../../lib/wire/smb2/query-info.ts';
import { failure } from '../../live/failure.ts';
import { open, type Served, served, statusOf } from '../served.ts';

const ALL = 0x001f_01ff;

describe('QUERY_INFO', () => {
  let world: Served;
  let tree: Tree;
  let handle: Open;

  async function begin(
    path: string,
    asked: Parameters<typeof open>[2] = {},
    files: Parameters<typeof served>[0] = { 'Docs/a.txt': 'hello' },
    options: Parameters<typeof served>[1] = {},
  ): Promise<void> {
    world = await served(files, options);
    ({ tree } = await world.mount());
    ({ handle } = await open(tree, path, asked));
  }

  afterEach(() => world[Symbol.asyncDispose]());

  async function ask<T>(what: InformationClass<T, never>, options?: QueryInfoOptions): Promise<T> {
    return (await firstValueFrom(queryInfo(handle, what, options))).information;
  }

  describe('tells of a file', () => {
    beforeEach(async () => {
      await begin('DOCS\\A.TXT', {
        options: CreateOptions.SEQUENTIAL_ONLY | CreateOptions.NON_DIRECTORY_FILE,
      });
      await world.fs.update('Docs/a.txt', { attributes: 0x21, creationTime: 132_223_104_000_000_000n });
    });

    it('times, attributes and sizes', async () => {
      const file = await world.fs.lookup('Docs/a.txt');
      const times = {
        creationTime: 132_223_104_000_000_000n,
        lastAccessTime: file.lastAccessTime,
        lastWriteTime: file.lastWriteTime,
        changeTime: file.changeTime,
      };
      const sizes = { allocationSize: BigInt(file.allocationSize), endOfFile: 5n };
      expect(await ask(FileBasicInformation)).to.deep.equal({ ...times, fileAttributes: 0x21 });
      expect(await ask(FileNetworkOpenInformation)).to.deep.equal({
        ...times,
        ...sizes,
        fileAttributes: 0x21,
      });
      const standard = { ...sizes, numberOfLinks: 1, deletePending: false, directory: false };
      expect(await ask(FileStandardInformation)).to.deep.equal(standard);
      expect(await ask(FileAttributeTagInformation)).to.deep.equal({ fileAttributes: 0x21, reparseTag: 0 });
      expect(await ask(FileCompressionInformation)).to.include({
        compressedFileSize: 5n,
        compressionFormat: 0,
      });
    });

    it('what it is called, in its own case', async () => {
      expect(await ask(FileNameInformation)).to.deep.equal({ fileName: '\\Docs\\a.txt' });
      expect(await ask(FileNormalizedNameInformation)).to.deep.equal({ fileName: 'Docs\\a.txt' });
      expect(await ask(FileAlternateNameInformation)).to.deep.equal({ fileName: 'a.txt' });
      await world.fs.create('a long name', { isDirectory: false, attributes: 0 });
      ({ handle } = await open(tree, 'a long name'));
      expect(await ask(FileAlternateNameInformation)).to.deep.equal({ fileName: '' });
    });

    it('which one it is', async () => {
      const { fileId } = await world.fs.lookup('Docs/a.txt');
      const { serialNumber } = await world.fs.volume();
      expect(await ask(FileInternalInformation)).to.deep.equal({ indexNumber: fileId });
      expect(await ask(FileIdInformation)).to.deep.equal({
        volumeSerialNumber: BigInt(serialNumber),
        fileId,
      });
    });

    it('how it was opened', async () => {
      expect(await ask(FileAccessInformation)).to.deep.equal({ accessFlags: ALL });
      expect(await ask(FileModeInformation)).to.deep.equal({ mode: CreateOptions.SEQUENTIAL_ONLY });
      expect(await ask(FilePositionInformation)).to.deep.equal({ currentByteOffset: 0n });
      expect(await ask(FileAlignmentInformation)).to.deep.equal({ alignmentRequirement: 0 });
    });

    it('everything at once', async () => {
      const all = await ask(FileAllInformation);
      expect(all.basicInformation).to.deep.equal(await ask(FileBasicInformation));
      expect(all.standardInformation).to.deep.equal(await ask(FileStandardInformation));
      expect(all.internalInformation).to.deep.equal(await ask(FileInternalInformation));
      expect(all.eaInformation).to.deep.equal(await ask(FileEaInformation));
      expect(all.accessInformation).to.deep.equal(await ask(FileAccessInformation));
      expect(all.modeInformation).to.deep.equal(await ask(FileModeInformation));
      expect(all.nameInformation).to.deep.equal({ fileName: '\\Docs\\a.txt' });
    });

    it('its streams, its own content first', async () => {
      const bytes = await world.fs.open('Docs/a.txt', { write: true, stream: 'more', create: true });
      await bytes.write(0, [new Uint8Array(7)]);
      await bytes.close();
      const list = await ask(FileStreamInformation);
      expect(list.map(({ streamName, streamSize }) => [streamName, streamSize])).to.deep.equal([
        ['::$DATA', 5n],
        [':more:$DATA', 7n],
      ]);
      const { handle: stream } = await open(tree, 'Docs\\a.txt:more');
      const standard = await firstValueFrom(queryInfo(stream, FileStandardInformation));
      expect(standard.information.endOfFile).to.equal(7n);
    });

    it('its extended attributes, all or some', async () => {
      expect(await statusOf(ask(FileFullEaInformation))).to.equal('STATUS_NO_EAS_ON_FILE');
      await world.fs.setXattr?.('Docs/a.txt', { name: 'ONE', value: Buffer.from('1') });
      await world.fs.setXattr?.('Docs/a.txt', { name: 'TWO', value: Buffer.from('22') });
      const list = await ask(FileFullEaInformation);
      expect(list.map(({ eaName, eaValue }) => [eaName, Buffer.from(eaValue).toString()])).to.deep.equal([
        ['ONE', '1'],
        ['TWO', '22'],
      ]);
      const input = FileGetEaInformation.encode(['two', 'none']);
      const some = await ask(FileFullEaInformation, { input });
      expect(some.map(({ eaValue }) => eaValue.length)).to.deep.equal([2, 0]);
      expect(await ask(FileEaInformation)).to.deep.equal({ eaSize: 4 + (5 + 3 + 1) + (5 + 3 + 2) });
      const small = ask(FileFullEaInformation, { outputBufferLength: 20 });
      expect(await statusOf(small)).to.equal('STATUS_BUFFER_TOO_SMALL');
    });
  });

  it('tells of a folder', async () => {
    await begin('Docs');
    expect(await ask(FileBasicInformation)).to.include({ fileAttributes: 0x10 });
    expect(await ask(FileStandardInformation)).to.include({ directory: true, endOfFile: 0n });
    expect(await ask(FileStreamInformation)).to.deep.equal([]);
  });

  it('knows no normalized name before 3.1.1', async () => {
    await begin('a', {}, { a: '' }, { dialects: { max: '3.0.2' } });
    expect(await statusOf(ask(FileNormalizedNameInformation))).to.equal('STATUS_NOT_SUPPORTED');
  });

  it('tells of the volume', async () => {
    const fs = memory({ a: '' }, { capacity: 8192 * 100, label: 'Tapes', serialNumber: 0x1234_5678 });
    await begin('', {}, {}, { shares: { t: fs } });
    const { total, free, creationTime } = await fs.volume();
    expect(await ask(FileFsVolumeInformation)).to.deep.equal({
      volumeCreationTime: creationTime,
      volumeSerialNumber: 0x1234_5678,
      supportsObjects: false,
      volumeLabel: 'Tapes',
    });
    const size = await ask(FileFsSizeInformation);
    const full = await ask(FileFsFullSizeInformation);
    for (const { sectorsPerAllocationUnit, bytesPerSector, totalAllocationUnits } of [size, full]) {
      const unit = sectorsPerAllocationUnit * bytesPerSector;
      expect(Number(totalAllocationUnits)).to.equal(Math.floor(total / unit));
    }
    expect(Number(size.availableAllocationUnits)).to.equal(Math.floor(free / 4096));
    expect(full.callerAvailableAllocationUnits).to.equal(size.availableAllocationUnits);
    expect(await ask(FileFsDeviceInformation)).to.deep.equal({ deviceType: 7, characteristics: 0x20 });
    expect(await ask(FileFsSectorSizeInformation)).to.include({ logicalBytesPerSector: 512 });
    expect(await ask(FileFsControlInformation)).to.include({ fileSystemControlFlags: 0 });
    const { objectId } = await ask(FileFsObjectIdInformation);
    expect(objectId).to.match(/^12345678-/);
    const attributes = await ask(FileFsAttributeInformation);
    expect(attributes).to.include({ fileSystemName: 'NTFS', maximumComponentNameLength: 255 });
    // names, ACLs, reparse points, streams, hard links, extended attributes
    expect(attributes.fileSystemAttributes).to.equal(0x7 | 0x8 | 0x80 | 0x4_0000 | 0x40_0000 | 0x80_0000);
  });

  it('tells that nothing can be changed', async () => {
    await begin('', {}, {}, { shares: { t: readOnly(memory()) } });
    const { fileSystemAttributes } = await ask(FileFsAttributeInformation);
    expect(fileSystemAttributes & 0x8_0000).to.not.equal(0);
    expect(await ask(FileFsDeviceInformation)).to.include({ characteristics: 0x22 });
    expect(await ask(FileAccessInformation)).to.deep.equal({ accessFlags: 0x12_00a9 });
  });

  describe('with too little room', () => {
    const FIXED: readonly (readonly [InformationClass<unknown, never>, number])[] = [
      [FileBasicInformation, 40],
      [FileStandardInformation, 24],
      [FileNetworkOpenInformation, 56],
      [FileIdInformation, 24],
      [FileFsSizeInformation, 24],
      [FileFsFullSizeInformation, 32],
      [FileFsControlInformation, 48],
      [FileFsObjectIdInformation, 64],
    ];

    beforeEach(() => begin('Docs\\a.txt'));

    for (const [what, least] of FIXED) {
      it(`refuses ${what.name}`, async () => {
        const status = await statusOf(ask(what, { outputBufferLength: least - 1 }));
        expect(status).to.equal('STATUS_INFO_LENGTH_MISMATCH');
        await ask(what, { outputBufferLength: least });
      });
    }

    const CUT: readonly (readonly [InformationClass<unknown, never>, number])[] = [
      [FileAllInformation, 104],
      [FileNameInformation, 8],
      [FileNormalizedNameInformation, 4],
      [FileStreamInformation, 32],
      [FileFsVolumeInformation, 24],
      [FileFsAttributeInformation, 16],
    ];
    for (const [what, least] of CUT) {
      it(`cuts ${what.name}, and says so`, async () => {
        const below = ask(what, { outputBufferLength: least - 1 });
        expect(await statusOf(below)).to.equal('STATUS_INFO_LENGTH_MISMATCH');
        expect(await statusOf(ask(what, { outputBufferLength: least }))).to.equal('STATUS_BUFFER_OVERFLOW');
      });
    }

    it('says how much a security descriptor takes', async () => {
      const error = await failure(
        firstValueFrom(queryInfo(handle, SecurityInformation.DACL, { outputBufferLength: 0 })),
      );
      expect(error).to.include({ status: 'STATUS_BUFFER_TOO_SMALL' });
    });
  });

  describe('of security', () => {
    const { OWNER, GROUP, DACL, SACL } = SecurityInformation;
    const security = async (parts: number) => (await firstValueFrom(queryInfo(handle, parts))).information;

    beforeEach(() => begin('Docs\\a.txt'));

    it('grants everything to everybody, where nobody has said otherwise', async () => {
      const { owner, group, dacl, sacl } = await security(OWNER | GROUP | DACL);
      expect({ owner, group, sacl }).to.deep.equal({
        owner: 'S-1-5-32-544',
        group: 'S-1-5-32-545',
        sacl: undefined,
      });
      expect(dacl?.aces).to.deep.equal([{ type: 0, flags: 0, mask: ALL, sid: 'S-1-1-0' }]);
    });

    it('tells only what is asked for', async () => {
      expect(await security(OWNER)).to.include({ group: undefined, dacl: undefined });
      expect(await security(DACL)).to.include({ owner: undefined, group: undefined });
    });

    it('tells what was set, part by part', async () => {
      const dacl = { revision: 2, aces: [{ type: 0, flags: 0, mask: 0x12_0089, sid: 'S-1-5-11' }] };
      await firstValueFrom(setInfo(handle, DACL, { control: 0x1000, dacl }));
      await firstValueFrom(setInfo(handle, OWNER, { owner: 'S-1-5-18' }));
      const all = await security(OWNER | GROUP | DACL);
      expect(all).to.deep.include({ owner: 'S-1-5-18', group: 'S-1-5-32-545', dacl });
      expect(all.control & 0x1000).to.not.equal(0);
    });

    it('needs the right to', async () => {
      expect(await statusOf(security(SACL))).to.equal('STATUS_ACCESS_DENIED');
      ({ handle } = await open(tree, 'Docs\\a.txt', { access: AccessMask.READ_ATTRIBUTES }));
      expect(await statusOf(security(DACL))).to.equal('STATUS_ACCESS_DENIED');
      const set = firstValueFrom(setInfo(handle, DACL, { dacl: null }));
      expect(await statusOf(set)).to.equal('STATUS_ACCESS_DENIED');
    });
  });

  it('refuses what it does not know or may not tell', async () => {
    await begin('Docs\\a.txt', { access: AccessMask.READ_CONTROL });
    expect(await statusOf(ask(FileBasicInformation))).to.equal('STATUS_ACCESS_DENIED');
    expect(await statusOf(ask(FileAllInformation))).to.equal('STATUS_ACCESS_DENIED');
    expect(await statusOf(ask(FileFullEaInformation))).to.equal('STATUS_ACCESS_DENIED');
    await ask(FileStandardInformation);
    for (const what of [FileBasicInformation, FileFsSizeInformation]) {
      const unknown = { ...what, infoClass: 199 } as InformationClass<unknown, never>;
      expect(await statusOf(ask(unknown))).to.equal('STATUS_INVALID_INFO_CLASS');
    }
    const quota = { ...FileBasicInformation, infoType: 4 } as unknown as InformationClass<unknown, never>;
    expect(await statusOf(ask(quota))).to.equal('STATUS_NOT_SUPPORTED');
    const tooMuch = ask(FileStandardInformation, { outputBufferLength: 2 ** 20 + 1 });
    expect(await statusOf(tooMuch)).to.equal('STATUS_INVALID_PARAMETER');
  });
});
