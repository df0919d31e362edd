import { expect } from 'chai';
import { exists } from '../../../lib/share/verbs/exists.ts';
import { stat } from '../../../lib/share/verbs/stat.ts';
import { statfs } from '../../../lib/share/verbs/statfs.ts';
import { truncate } from '../../../lib/share/verbs/truncate.ts';
import { utimes } from '../../../lib/share/verbs/utimes.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import { FileEndOfFileInformation } from '../../../lib/wire/fscc/file-end-of-file-information.ts';
import { FileFsFullSizeInformation } from '../../../lib/wire/fscc/file-fs-full-size-information.ts';
import { FileInternalInformation } from '../../../lib/wire/fscc/file-internal-information.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { AccessMask, CreateDisposition, CreateOptions, ShareAccess } from '../../../lib/wire/smb2/create.ts';
import { SetInfoRequest } from '../../../lib/wire/smb2/set-info.ts';
import { answers } from '../../support/script-answers.ts';
import { creates, failure, volumeRig } from './verbs-rig.ts';

describe('verbs: metadata', () => {
  it('stat joins what CREATE tells and the number of the file', async () => {
    const { server, volume } = await volumeRig('base');
    server.on(
      Command.CREATE,
      answers.created({ endOfFile: 9n, lastWriteTime: 133_000_000_000_000_001n, fileAttributes: 0x21 }),
    );
    server.on(
      Command.QUERY_INFO,
      answers.information(FileInternalInformation.codec.encode({ indexNumber: 77n })),
    );
    const stats = await stat(volume, 'a/b');
    expect(stats).to.include({
      size: 9,
      lastWriteTime: 133_000_000_000_000_001n,
      fileId: 77n,
      mode: 0o100444,
    });
    expect(creates(server)[0]).to.include({
      name: 'base\\a\\b',
      desiredAccess: AccessMask.READ_ATTRIBUTES,
      shareAccess: ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE,
      createDisposition: CreateDisposition.OPEN,
      createOptions: 0,
    });
  });

  it('exists does not take another failure for an answer', async () => {
    const { server, volume } = await volumeRig();
    for (const status of [
      NtStatus.STATUS_OBJECT_NAME_NOT_FOUND,
      NtStatus.STATUS_OBJECT_PATH_NOT_FOUND,
      NtStatus.STATUS_NOT_A_DIRECTORY,
      NtStatus.STATUS_DELETE_PENDING,
    ]) {
      server.on(Command.CREATE, answers.refused(status));
      expect(await exists(volume, 'a')).to.equal(false);
    }
    server.on(Command.CREATE, answers.refused(NtStatus.STATUS_ACCESS_DENIED));
    expect(await failure(exists(volume, 'a'))).to.include({ code: 'EACCES', syscall: 'access', path: 'a' });
  });

  it('truncate sets the end of the file', async () => {
    const { server, volume } = await volumeRig();
    const ends = async (length?: number) => {
      await truncate(volume, 'a', length);
      const { buffer } = server.got(Command.SET_INFO).at(-1)!.read(SetInfoRequest);
      return FileEndOfFileInformation.codec.decode(buffer).endOfFile;
    };
    expect(await ends()).to.equal(0n);
    expect(await ends(-5)).to.equal(0n);
    expect(await ends(2 ** 40 + 1)).to.equal(2n ** 40n + 1n);
    expect(creates(server)[0]).to.include({
      createOptions: CreateOptions.NON_DIRECTORY_FILE,
      desiredAccess: AccessMask.WRITE_DATA | AccessMask.READ_ATTRIBUTES,
    });
  });

  it('utimes sets two times and nothing else', async () => {
    const { server, volume } = await volumeRig();
    await utimes(volume, 'a', 133_000_000_000_000_001n, 133_000_000_000_000_002n);
    const { buffer } = server.got(Command.SET_INFO)[0]!.read(SetInfoRequest);
    expect(FileBasicInformation.codec.decode(buffer)).to.deep.equal({
      creationTime: 0n,
      lastAccessTime: 133_000_000_000_000_001n,
      lastWriteTime: 133_000_000_000_000_002n,
      changeTime: 0n,
      fileAttributes: 0,
    });
    expect(creates(server)[0]?.desiredAccess).to.equal(
      AccessMask.WRITE_ATTRIBUTES | AccessMask.READ_ATTRIBUTES,
    );
  });

  it('statfs counts in bytes, whatever the units', async () => {
    const { server, volume } = await volumeRig();
    const information = FileFsFullSizeInformation.codec.encode({
      totalAllocationUnits: 1_000n,
      callerAvailableAllocationUnits: 10n,
      actualAvailableAllocationUnits: 20n,
      sectorsPerAllocationUnit: 8,
      bytesPerSector: 512,
    });
    server.on(Command.QUERY_INFO, answers.information(information));
    expect(await statfs(volume)).to.deep.equal({
      type: 0xfe534d42,
      bsize: 4096,
      blocks: 1_000,
      bfree: 20,
      bavail: 10,
      files: 0,
      ffree: 0,
    });
    expect(creates(server)[0]?.name).to.equal('');
  });
});
