import { expect } from 'chai';
import { rename } from '../../../lib/share/verbs/rename.ts';
import { rm } from '../../../lib/share/verbs/rm.ts';
import { rmdir } from '../../../lib/share/verbs/rmdir.ts';
import { unlink } from '../../../lib/share/verbs/unlink.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { FileBasicInformation } from '../../../lib/wire/fscc/file-basic-information.ts';
import { FileDispositionInformation } from '../../../lib/wire/fscc/file-disposition-information.ts';
import { FileRenameInformation } from '../../../lib/wire/fscc/file-rename-information.ts';
import { Command } from '../../../lib/wire/smb2/command.ts';
import { CreateOptions, CreateRequest, FileAttributes } from '../../../lib/wire/smb2/create.ts';
import { HEADER_SIZE } from '../../../lib/wire/smb2/header.ts';
import { SetInfoRequest, SetInfoResponse } from '../../../lib/wire/smb2/set-info.ts';
import { type Folder, serve, Special } from '../../operators/folders.ts';
import { answers } from '../../support/script-answers.ts';
import type { Reaction, ScriptServer } from '../../support/script-server.ts';
import { creates, failure, frames, opensLink, volumeRig } from './verbs-rig.ts';

const { READONLY, HIDDEN, NORMAL, DIRECTORY, REPARSE_POINT } = FileAttributes;
const { NON_DIRECTORY_FILE, DIRECTORY_FILE } = CreateOptions;

const setInfos = (server: ScriptServer) =>
  server.got(Command.SET_INFO).map(request => request.read(SetInfoRequest));

describe('verbs: unlink and rmdir', () => {
  it('ask for a file and for a folder, and for the link itself', async () => {
    const { server, volume } = await volumeRig();
    await unlink(volume, 'a');
    await rmdir(volume, 'b');
    const [file, folder] = creates(server);
    expect(file!.createOptions & NON_DIRECTORY_FILE).to.equal(NON_DIRECTORY_FILE);
    expect(folder!.createOptions & DIRECTORY_FILE).to.equal(DIRECTORY_FILE);
    expect(server.got(Command.CREATE).every(opensLink)).to.equal(true);
    expect(
      creates(server).map(({ createOptions }) => createOptions & CreateOptions.DELETE_ON_CLOSE),
    ).to.deep.equal([0, 0]);
    expect(setInfos(server).map(({ fileInfoClass }) => fileInfoClass)).to.deep.equal([13, 13]);
  });

  for (const [had, left] of [
    [READONLY, NORMAL],
    [READONLY | HIDDEN, HIDDEN],
    [READONLY | DIRECTORY, NORMAL],
  ] as const) {
    it(`clear the attribute of what is read-only (0x${had.toString(16)}), and try again`, async () => {
      const { server, volume } = await volumeRig();
      server.on(Command.CREATE, () => answers.created({ fileAttributes: had }));
      server.on(
        Command.SET_INFO,
        answers.refused(NtStatus.STATUS_CANNOT_DELETE),
        answers.usual,
        answers.usual,
      );
      await unlink(volume, 'a');
      const [, cleared, again] = setInfos(server);
      expect(cleared!.fileInfoClass).to.equal(FileBasicInformation.infoClass);
      expect(FileBasicInformation.codec.decode(cleared!.buffer).fileAttributes).to.equal(left);
      expect(again!.fileInfoClass).to.equal(FileDispositionInformation.infoClass);
      expect([...server.handles]).to.deep.equal([]);
    });
  }

  it('tell what the server said where the attribute is not the reason', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.SET_INFO, answers.refused(NtStatus.STATUS_CANNOT_DELETE));
    expect(await failure(unlink(volume, 'a'))).to.include({
      code: 'EPERM',
      status: 'STATUS_CANNOT_DELETE',
      syscall: 'unlink',
      path: 'a',
    });
    expect(setInfos(server)).to.have.lengthOf(1);
    expect([...server.handles]).to.deep.equal([]);
  });

  it('never touch the root', async () => {
    const { server, volume } = await volumeRig('base');
    for (const work of [unlink, rmdir, rm]) {
      expect(await failure(work(volume, '..'))).to.include({
        code: 'EBUSY',
        path: '..',
        outcome: 'not-sent',
      });
    }
    expect(server.requests).to.have.lengthOf(0);
  });
});

describe('verbs: rm', () => {
  /** Lists a tree, and removes from it what is asked to go, as a server does: no folder that holds something. */
  function removing(server: ScriptServer, root: Folder, refuse: (path: string) => Reaction) {
    const { create } = serve(server, root);
    const gone: string[] = [];
    const paths = new Map<bigint, string>();
    let handles = 1_000_000n;
    server.on(Command.CREATE, request => {
      const { name, createOptions } = request.read(CreateRequest);
      if ((createOptions & CreateOptions.OPEN_REPARSE_POINT) === 0) return create(request);
      const fileId = { persistent: ++handles, volatile: handles };
      paths.set(handles, name);
      return answers.created({ fileId });
    });
    server.on(Command.SET_INFO, request => {
      const path = paths.get(request.fileId.volatile)!;
      const refused = refuse(path);
      if (refused !== undefined) return refused;
      if (children(root, path).some(name => !gone.includes(`${path}\\${name}`)))
        return answers.refused(NtStatus.STATUS_DIRECTORY_NOT_EMPTY);
      gone.push(path);
      return answers.usual(request);
    });
    return gone;
  }

  const tree: Folder = { top: { a: { b: { c: 1 }, d: 2 }, e: {}, f: 3 } };
  const nothing = () => undefined;

  it('removes what lies in a folder before the folder', async () => {
    const { server, volume } = await volumeRig();
    const gone = removing(server, tree, nothing);
    await rm(volume, 'top', { recursive: true });
    expect([...gone].sort()).to.deep.equal(
      ['top', 'top\\a', 'top\\a\\b', 'top\\a\\b\\c', 'top\\a\\d', 'top\\e', 'top\\f'].sort(),
    );
    expect(gone.at(-1)).to.equal('top');
    expect([...server.handles]).to.deep.equal([]);
  });

  it('removes as many at once as it is told to, each in one round trip', async () => {
    const { server, volume } = await volumeRig();
    const files = Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`file${index}`, 1]));
    const held: (() => void)[] = [];
    const together: number[] = [];
    const gone = removing(server, { top: files }, path => {
      if (path === 'top') return undefined;
      if (held.length === 0) {
        setImmediate(() => {
          together.push(held.length);
          for (const release of held.splice(0)) release();
        });
      }
      return new Promise(resolve => {
        held.push(() => {
          gone.push(path);
          resolve({ body: SetInfoResponse.encode({}, HEADER_SIZE) });
        });
      });
    });
    await rm(volume, 'top', { recursive: true, concurrency: 6 });
    expect(together).to.deep.equal([6, 6, 6, 6]);
    expect(gone).to.have.lengthOf(25);
    // for a try on the folder, for each file, and for the folder again
    const chain = [Command.CREATE, Command.SET_INFO, Command.CLOSE];
    const removals = frames(server).filter(frame => frame.includes(Command.SET_INFO));
    expect(removals).to.deep.equal(Array.from({ length: 26 }, () => chain));
  });

  it('removes links, and does not go through them', async () => {
    const { server, volume } = await volumeRig();
    const link = new Special({ fileAttributes: DIRECTORY | REPARSE_POINT }, { precious: 1 });
    const gone = removing(server, { top: { link } }, nothing);
    await rm(volume, 'top', { recursive: true });
    expect(gone).to.deep.equal(['top\\link', 'top']);
    expect(server.got(Command.QUERY_DIRECTORY).length).to.equal(2);
  });

  it('counts as gone what goes meanwhile', async () => {
    const { server, volume } = await volumeRig();
    const statuses = new Map([
      ['top\\a', NtStatus.STATUS_DELETE_PENDING],
      ['top\\b', NtStatus.STATUS_OBJECT_NAME_NOT_FOUND],
    ]);
    const gone = removing(server, { top: { a: 1, b: 2 } }, path => {
      const status = statuses.get(path);
      if (status === undefined) return undefined;
      gone.push(path);
      return answers.refused(status);
    });
    await rm(volume, 'top', { recursive: true });
    expect(gone.sort()).to.deep.equal(['top', 'top\\a', 'top\\b']);
  });

  it('stops at the first that does not go, and names it', async () => {
    const { server, volume } = await volumeRig();
    removing(server, tree, path =>
      path.endsWith('c') ? answers.refused(NtStatus.STATUS_SHARING_VIOLATION) : undefined,
    );
    expect(await failure(rm(volume, '/top', { recursive: true }))).to.include({
      code: 'EBUSY',
      syscall: 'rm',
      path: '/top/a/b/c',
      retryable: true,
    });
    expect([...server.handles]).to.deep.equal([]);
  });
});

describe('verbs: rename', () => {
  const renames = (server: ScriptServer) =>
    setInfos(server)
      .filter(({ fileInfoClass }) => fileInfoClass === FileRenameInformation.infoClass)
      .map(({ buffer }) => FileRenameInformation.codec.decode(buffer));

  it('gives the whole new path, and replaces unless told not to', async () => {
    const { server, volume } = await volumeRig('base');
    await rename(volume, 'a', 'x/b:c');
    await rename(volume, 'a', 'b', { replace: false });
    expect(renames(server)).to.deep.equal([
      { replaceIfExists: true, rootDirectory: 0n, fileName: 'base\\x\\b\uf022c' },
      { replaceIfExists: false, rootDirectory: 0n, fileName: 'base\\b' },
    ]);
    expect(server.got(Command.CREATE).every(opensLink)).to.equal(true);
  });

  it('replaces an empty folder by a folder, and only then', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.CREATE, () => answers.created({ fileAttributes: DIRECTORY }));
    server.on(Command.SET_INFO, answers.refused(NtStatus.STATUS_ACCESS_DENIED), answers.usual, answers.usual);
    await rename(volume, 'a', 'b');
    expect(creates(server).map(({ name }) => name)).to.deep.equal(['a', 'b', 'b', 'a']);
    expect(renames(server)).to.have.lengthOf(2);
  });

  it('does not take a refusal of the source for one of the destination', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.CREATE, answers.refused(NtStatus.STATUS_ACCESS_DENIED));
    expect(await failure(rename(volume, 'a', 'b'))).to.include({ code: 'EACCES', path: 'a', dest: 'b' });
    expect(server.got(Command.CREATE)).to.have.lengthOf(1);
  });

  it('leaves the refusal as it is where neither is a folder, or the destination is not there', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.SET_INFO, answers.refused(NtStatus.STATUS_ACCESS_DENIED));
    expect(await failure(rename(volume, 'a', 'b'))).to.include({ code: 'EACCES', command: 'SET_INFO' });
    server.on(
      Command.CREATE,
      answers.created({ fileAttributes: DIRECTORY }),
      answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND),
    );
    expect(await failure(rename(volume, 'a', 'b'))).to.include({ code: 'EACCES', command: 'SET_INFO' });
  });

  it('never removes what it renames to itself', async () => {
    const { server, volume } = await volumeRig();
    server.on(Command.CREATE, () => answers.created({ fileAttributes: DIRECTORY }));
    server.on(Command.SET_INFO, answers.refused(NtStatus.STATUS_OBJECT_NAME_COLLISION));
    expect((await failure(rename(volume, 'a', 'A'))).code).to.equal('EEXIST');
    expect(creates(server)).to.have.lengthOf(1);
  });
});

function children(root: Folder, path: string): string[] {
  let at: Folder | number | Special | undefined = root;
  for (const name of path.split('\\'))
    at = typeof at === 'object' && !(at instanceof Special) ? at[name] : undefined;
  return typeof at === 'object' && !(at instanceof Special) ? Object.keys(at) : [];
}
