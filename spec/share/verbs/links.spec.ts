import { expect } from 'chai';
import { access } from '../../../lib/share/verbs/access.ts';
import { link } from '../../../lib/share/verbs/link.ts';
import { lstat } from '../../../lib/share/verbs/lstat.ts';
import { readlink } from '../../../lib/share/verbs/readlink.ts';
import { symlink } from '../../../lib/share/verbs/symlink.ts';
import { volumeOf } from '../../../lib/share/volume.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { FileAttributeTagInformation } from '../../../lib/wire/fscc/file-attribute-tag-information.ts';
import { FileInternalInformation } from '../../../lib/wire/fscc/file-internal-information.ts';
import { FileLinkInformation } from '../../../lib/wire/fscc/file-link-information.ts';
import { ReparseDataBuffer, type ReparsePoint } from '../../../lib/wire/fscc/reparse/reparse-data-buffer.ts';
import { ReparseTag } from '../../../lib/wire/fscc/reparse/reparse-tag.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import {
  CreateDisposition,
  CreateOptions,
  CreateRequest,
  FileAttributes,
} from '../../../lib/wire/smb2/create.ts';
import { FsctlCode, IoctlRequest } from '../../../lib/wire/smb2/ioctl.ts';
import { QueryInfoRequest } from '../../../lib/wire/smb2/query-info.ts';
import { SetInfoRequest } from '../../../lib/wire/smb2/set-info.ts';
import { answers } from '../../support/script-answers.ts';
import { rig } from '../../support/script-rig.ts';
import { ScriptServer } from '../../support/script-server.ts';
import { creates, failure, frames, volumeRig } from './verbs-rig.ts';

const { REPARSE_POINT, DIRECTORY } = FileAttributes;

/** A server whose every file is a reparse point with this tag. */
function tagged(server: ScriptServer, reparseTag: number, attributes = 0) {
  const fileAttributes = REPARSE_POINT | attributes;
  server.on(Command.CREATE, () => answers.created({ fileAttributes }));
  server.on(Command.QUERY_INFO, request =>
    request.read(QueryInfoRequest).fileInfoClass === FileInternalInformation.infoClass
      ? answers.information(FileInternalInformation.codec.encode({ indexNumber: 7n }))
      : answers.information(FileAttributeTagInformation.codec.encode({ fileAttributes, reparseTag })),
  );
}

/** A server that gives this for every FSCTL_GET_REPARSE_POINT. */
function holds(server: ScriptServer, point: ReparsePoint) {
  server.on(Command.IOCTL, request => {
    expect(request.read(IoctlRequest).ctlCode).to.equal(FsctlCode.FSCTL_GET_REPARSE_POINT);
    return answers.output(FsctlCode.FSCTL_GET_REPARSE_POINT, ReparseDataBuffer.encode(point));
  });
}

describe('verbs: lstat', () => {
  it('shows a link as a link, in one round trip', async () => {
    const { server, volume } = await volumeRig();
    tagged(server, ReparseTag.SYMLINK, DIRECTORY);
    const stats = await lstat(volume, 'a');
    expect(stats).to.include({ mode: 0o120777, reparseTag: ReparseTag.SYMLINK, fileId: 7n });
    expect(stats.isSymbolicLink()).to.equal(true);
    expect(stats.isDirectory()).to.equal(false);
    expect(creates(server)[0]?.createOptions).to.equal(CreateOptions.OPEN_REPARSE_POINT);
    expect(frames(server)).to.deep.equal([
      [Command.CREATE, Command.QUERY_INFO, Command.QUERY_INFO, Command.CLOSE],
    ]);
  });

  it('knows junctions, the links and the special files of WSL, and what is none of these', async () => {
    const modes: [number, number, number][] = [
      [ReparseTag.MOUNT_POINT, DIRECTORY, 0o120777],
      [ReparseTag.LX_SYMLINK, 0, 0o120777],
      [ReparseTag.LX_FIFO, 0, 0o010666],
      [ReparseTag.LX_CHR, 0, 0o020666],
      [ReparseTag.LX_BLK, 0, 0o060666],
      [ReparseTag.AF_UNIX, 0, 0o140666],
      [ReparseTag.DEDUP, 0, 0o100666],
    ];
    for (const [tag, attributes, mode] of modes) {
      const { server, volume } = await volumeRig();
      tagged(server, tag, attributes);
      expect((await lstat(volume, 'a')).mode, `0x${tag.toString(16)}`).to.equal(mode);
      expect(frames(server)).to.have.lengthOf(1);
    }
  });

  it('asks once more what NFS made', async () => {
    const kinds: [ReparsePoint, number][] = [
      [{ kind: 'nfs', inode: 'LNK', target: 'x' }, 0o120777],
      [{ kind: 'nfs', inode: 'FIFO' }, 0o010666],
      [{ kind: 'nfs', inode: 'CHR', major: 1, minor: 2 }, 0o020666],
    ];
    for (const [point, mode] of kinds) {
      const { server, volume } = await volumeRig();
      tagged(server, ReparseTag.NFS);
      holds(server, point);
      const stats = await lstat(volume, 'a');
      expect(stats).to.include({ mode, reparseTag: ReparseTag.NFS, fileId: 7n });
      expect(frames(server)).to.have.lengthOf(2);
    }
  });

  it('does without the tag where the server does not tell it', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.CREATE, () => answers.created({ fileAttributes: REPARSE_POINT, endOfFile: 3n }));
    server.on(Command.QUERY_INFO, request =>
      request.read(QueryInfoRequest).fileInfoClass === FileInternalInformation.infoClass
        ? answers.information(FileInternalInformation.codec.encode({ indexNumber: 7n }))
        : answers.refused(NtStatus.STATUS_INVALID_INFO_CLASS),
    );
    holds(server, { kind: 'symlink', relative: true, substituteName: 'x', printName: 'x' });
    const stats = await lstat(volume, 'a');
    expect(stats).to.include({ mode: 0o120777, size: 3, fileId: 7n });
  });

  it('does not take a tag for a link where the attribute is not set', async () => {
    const { server, volume } = await volumeRig();
    tagged(server, ReparseTag.SYMLINK);
    server.on(Command.CREATE, answers.created());
    expect((await lstat(volume, 'a')).mode).to.equal(0o100666);
  });
});

describe('verbs: access', () => {
  it('opens with the access that is asked for', async () => {
    const { server, volume } = await volumeRig();
    for (const mode of [undefined, 1, 2, 4, 7]) await access(volume, 'a', mode);
    expect(creates(server).map(({ desiredAccess }) => desiredAccess)).to.deep.equal([
      0x80, 0xa0, 0x82, 0x81, 0xa3,
    ]);
  });

  it('takes a folder that is read-only for writable, since there the attribute says nothing', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.CREATE, answers.created({ fileAttributes: FileAttributes.READONLY | DIRECTORY }));
    await access(volume, 'a', 2);
    server.on(Command.CREATE, answers.created({ fileAttributes: FileAttributes.READONLY }));
    expect(await failure(access(volume, 'a', 2))).to.include({
      code: 'EACCES',
      syscall: 'access',
      path: 'a',
    });
  });
});

describe('verbs: links of a snapshot', () => {
  it('are asked for as they were, and nothing there may be written', async () => {
    const snapshot = '@GMT-2026.01.31-10.00.00';
    const { server, volume } = await volumeRig();
    tagged(server, ReparseTag.SYMLINK);
    const point = { kind: 'symlink', relative: true, substituteName: 'x', printName: 'x' } as const;
    server.on(Command.IOCTL, request => {
      const { ctlCode } = request.read(IoctlRequest);
      const asked = ctlCode === FsctlCode.FSCTL_SRV_ENUMERATE_SNAPSHOTS; // before all else, and once
      return answers.output(ctlCode, asked ? new Uint8Array(16) : ReparseDataBuffer.encode(point));
    });
    await lstat(volume, 'a', { snapshot });
    await readlink(volume, 'a', { snapshot });
    await access(volume, 'a', 4, { snapshot });
    const contexts = creates(server).map(({ createContexts }) => createContexts.map(({ name }) => name));
    expect(contexts).to.deep.equal([[], ['TWrp'], ['TWrp'], ['TWrp']]);
    expect(await failure(access(volume, 'a', 2, { snapshot }))).to.include({ code: 'EROFS' });
  });
});

describe('verbs: link', () => {
  it('gives the whole new path, and never replaces', async () => {
    const { server, volume } = await volumeRig('base');
    await link(volume, 'a', 'b/c');
    const { fileInfoClass, buffer } = server.got(Command.SET_INFO)[0]!.read(SetInfoRequest);
    expect(fileInfoClass).to.equal(FileLinkInformation.infoClass);
    expect(FileLinkInformation.codec.decode(buffer)).to.deep.equal({
      replaceIfExists: false,
      rootDirectory: 0n,
      fileName: 'base\\b\\c',
    });
  });

  it('fails with ENOTSUP where the file system has no hard links', async () => {
    for (const status of [NtStatus.STATUS_NOT_SUPPORTED, NtStatus.STATUS_INVALID_DEVICE_REQUEST]) {
      const { server, volume } = await volumeRig();
      server.on(Command.SET_INFO, answers.refused(status));
      expect(await failure(link(volume, 'a', 'b'))).to.include({ code: 'ENOTSUP', path: 'a', dest: 'b' });
    }
  });
});

describe('verbs: symlink', () => {
  /** What was written by FSCTL_SET_REPARSE_POINT. */
  const written = (server: ScriptServer) =>
    server.got(Command.IOCTL).map(request => {
      const { ctlCode, input } = request.read(IoctlRequest);
      expect(ctlCode).to.equal(FsctlCode.FSCTL_SET_REPARSE_POINT);
      return ReparseDataBuffer.decode(input);
    });
  const set = answers.output(FsctlCode.FSCTL_SET_REPARSE_POINT, new Uint8Array(0));

  it('stores a relative target as it is, and a rooted one relative to the link', async () => {
    const { server, volume } = await volumeRig('base');
    server.on(Command.IOCTL, () => set);
    for (const target of ['../x:y/z', './a/', '/up/there', '/', '/d/e'])
      await symlink(volume, target, 'd/link', 'file');
    expect(written(server).map(point => point.kind === 'symlink' && point.substituteName)).to.deep.equal([
      '..\\x\uf022y\\z',
      '.\\a',
      '..\\up\\there',
      '..',
      'e',
    ]);
    const [first] = written(server);
    expect(first).to.deep.include({ kind: 'symlink', relative: true, printName: '..\\x\uf022y\\z' });
    expect(creates(server)[0]).to.include({
      name: 'base\\d\\link',
      createDisposition: CreateDisposition.CREATE,
      createOptions: CreateOptions.OPEN_REPARSE_POINT | CreateOptions.NON_DIRECTORY_FILE,
    });
  });

  it('stores a path of Windows as Windows does', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.IOCTL, () => set);
    await symlink(volume, 'C:\\docs/x', 'link', 'dir');
    await symlink(volume, '\\\\nas\\share\\x', 'link', 'file');
    await symlink(volume, 'D:\\all', 'link', 'junction');
    expect(written(server)).to.deep.equal([
      { kind: 'symlink', relative: false, substituteName: '\\??\\C:\\docs\\x', printName: 'C:\\docs\\x' },
      {
        kind: 'symlink',
        relative: false,
        substituteName: '\\??\\UNC\\nas\\share\\x',
        printName: '\\\\nas\\share\\x',
      },
      { kind: 'junction', substituteName: '\\??\\D:\\all', printName: 'D:\\all' },
    ]);
    expect(creates(server).map(({ createOptions }) => createOptions & 0x41)).to.deep.equal([1, 0x40, 1]);
  });

  it('makes a link to a folder where one is there now', async () => {
    for (const [attributes, option] of [
      [DIRECTORY, CreateOptions.DIRECTORY_FILE],
      [0, CreateOptions.NON_DIRECTORY_FILE],
    ] as const) {
      const { server, volume } = await volumeRig();
      server.on(Command.CREATE, answers.created({ fileAttributes: attributes }));
      server.on(Command.IOCTL, () => set);
      await symlink(volume, 'target', 'd/link');
      expect(creates(server).map(({ name }) => name)).to.deep.equal(['d\\target', 'd\\link']);
      expect(creates(server)[1]!.createOptions & option).to.equal(option);
    }
  });

  it('makes a link to a file where nothing is there', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.CREATE, answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND), answers.created());
    server.on(Command.IOCTL, () => set);
    await symlink(volume, 'target', 'link');
    expect(creates(server)[1]!.createOptions & CreateOptions.NON_DIRECTORY_FILE).to.not.equal(0);
  });

  it('removes the empty file where the server refuses to make a link of it', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_PRIVILEGE_NOT_HELD));
    expect(await failure(symlink(volume, 'x', 'link', 'file'))).to.include({
      code: 'EPERM',
      syscall: 'symlink',
      path: 'x',
      dest: 'link',
    });
    expect(frames(server).flat()).to.deep.equal([
      Command.CREATE,
      Command.IOCTL,
      Command.SET_INFO,
      Command.CLOSE,
    ]);
  });

  it('writes an XSym file only where the server has no reparse points', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_ACCESS_DENIED));
    const denied = symlink(volume, 'x', 'link', { type: 'file', symlinks: 'xsym' });
    expect(await failure(denied)).to.include({ code: 'EACCES' });
    expect(server.got(Command.WRITE)).to.have.lengthOf(0);
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST));
    await symlink(volume, 'x', 'link', { type: 'file', symlinks: 'xsym' });
    expect(server.got(Command.WRITE)).to.have.lengthOf(1);
  });

  it('does not take a short WRITE for a link', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.IOCTL, answers.refused(NtStatus.STATUS_NOT_SUPPORTED));
    server.on(Command.WRITE, answers.written(1_000));
    const short = symlink(volume, 'x', 'link', { type: 'file', symlinks: 'xsym' });
    expect(await failure(short)).to.include({ code: 'ERR_SMB_TRUNCATED' });
  });
});

describe('verbs: readlink', () => {
  const target = async (point: ReparsePoint, path = '') => {
    const server = new ScriptServer();
    const { tree } = await rig(server);
    const home = { host: 'nas.example', share: 'Share' };
    const volume = volumeOf(tree, { path, mapNames: true, ...home }, () => undefined);
    holds(server, point);
    return readlink(volume, 'a');
  };
  const symbolic = (relative: boolean, substituteName: string, printName = ''): ReparsePoint => ({
    kind: 'symlink',
    relative,
    substituteName,
    printName,
  });

  it('gives what is relative with slashes, its names mapped back', async () => {
    expect(await target(symbolic(true, '..\\a\uf022b\\c', '..\\what'))).to.equal('../a:b/c');
    expect(await target(symbolic(true, '.'))).to.equal('.');
  });

  it('gives what leads into this share from the root of the mount', async () => {
    for (const host of ['nas.example', 'NAS', 'nas.Example']) {
      expect(await target(symbolic(false, `\\??\\UNC\\${host}\\SHARE\\d\\e`)), host).to.equal('/d/e');
    }
    expect(await target(symbolic(false, '\\??\\UNC\\nas\\share\\base\\e'), 'base')).to.equal('/e');
    expect(await target(symbolic(false, '\\??\\UNC\\nas\\share\\base'), 'base')).to.equal('/');
    expect(await target(symbolic(false, '\\??\\UNC\\nas\\share\\basement'), 'base')).to.equal(
      '\\\\nas\\share\\basement',
    );
  });

  it('gives what leads elsewhere as Windows shows it', async () => {
    expect(await target(symbolic(false, '\\??\\C:\\x', 'C:\\x y'))).to.equal('C:\\x y');
    expect(await target(symbolic(false, '\\??\\C:\\x'))).to.equal('C:\\x');
    expect(await target(symbolic(false, '\\??\\UNC\\other\\share\\x'))).to.equal('\\\\other\\share\\x');
    expect(await target({ kind: 'junction', substituteName: '\\??\\D:\\y', printName: '' })).to.equal(
      'D:\\y',
    );
  });

  it('gives the links of NFS and WSL as they were written', async () => {
    expect(await target({ kind: 'nfs', inode: 'LNK', target: '/a\\b' })).to.equal('/a\\b');
    expect(await target({ kind: 'wsl-symlink', target: '../é' })).to.equal('../é');
  });

  it('fails with EINVAL for a reparse point that is no link', async () => {
    const others: ReparsePoint[] = [
      { kind: 'nfs', inode: 'FIFO' },
      { kind: 'other', reparseTag: ReparseTag.DEDUP, data: new Uint8Array(4) },
    ];
    for (const other of others)
      expect(await failure(target(other))).to.include({ code: 'EINVAL', syscall: 'readlink', path: 'a' });
  });

  it('opens the link itself, in one round trip', async () => {
    const { server, volume } = await volumeRig();
    holds(server, symbolic(true, 'x'));
    expect(await readlink(volume, 'a', 'buffer')).to.deep.equal(Buffer.from('x'));
    expect(frames(server)).to.deep.equal([[Command.CREATE, Command.IOCTL, Command.CLOSE]]);
    expect(server.got(Command.CREATE)[0]!.read(CreateRequest).createOptions).to.equal(
      CreateOptions.OPEN_REPARSE_POINT,
    );
  });

  it('fails where what the server says cannot be', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.IOCTL, answers.output(FsctlCode.FSCTL_GET_REPARSE_POINT, new Uint8Array(7)));
    expect(await failure(readlink(volume, 'a'))).to.include({ code: 'ERR_SMB_PROTOCOL' });
  });
});
