import { expect } from 'chai';
import { concat, lastValueFrom, map, of, tap, toArray } from 'rxjs';
import { create } from '../../lib/commands/create.ts';
import { StoppedOnSymlink } from '../../lib/commands/stopped-on-symlink.ts';
import { following } from '../../lib/share/following.ts';
import { exists } from '../../lib/share/verbs/exists.ts';
import { list } from '../../lib/share/verbs/list.ts';
import { lstat } from '../../lib/share/verbs/lstat.ts';
import { mkdir } from '../../lib/share/verbs/mkdir.ts';
import { open } from '../../lib/share/verbs/open.ts';
import { readFile } from '../../lib/share/verbs/read-file.ts';
import { realpath } from '../../lib/share/verbs/realpath.ts';
import { rename } from '../../lib/share/verbs/rename.ts';
import { stat } from '../../lib/share/verbs/stat.ts';
import { writeFile } from '../../lib/share/verbs/write-file.ts';
import { type Volume, volumeOf } from '../../lib/share/volume.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { FileAttributeTagInformation } from '../../lib/wire/fscc/file-attribute-tag-information.ts';
import { FileInternalInformation } from '../../lib/wire/fscc/file-internal-information.ts';
import { FileRenameInformation } from '../../lib/wire/fscc/file-rename-information.ts';
import { ReparseDataBuffer } from '../../lib/wire/fscc/reparse/reparse-data-buffer.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { CreateDisposition, CreateOptions, CreateRequest } from '../../lib/wire/smb2/create.ts';
import { ErrorResponse } from '../../lib/wire/smb2/error.ts';
import { HEADER_SIZE } from '../../lib/wire/smb2/header.ts';
import { FsctlCode, IoctlRequest } from '../../lib/wire/smb2/ioctl.ts';
import { QueryInfoRequest } from '../../lib/wire/smb2/query-info.ts';
import { SetInfoRequest } from '../../lib/wire/smb2/set-info.ts';
import { SymbolicLinkError } from '../../lib/wire/smb2/symbolic-link-error.ts';
import { answers } from '../support/script-answers.ts';
import { rig } from '../support/script-rig.ts';
import { type Answer, type Received, ScriptServer } from '../support/script-server.ts';
import { failure } from './verbs/verbs-rig.ts';

/**
 * How a server tells of a link: in the error data, in a context of 3.1.1, in data that do not count the stream among
 * what was not parsed, or not at all (macOS).
 */
type Telling = 'data' | 'context' | 'bare' | 'nothing';

/** Paths of links on the wire, and where each leads to; `!` stands before what is absolute. */
type Links = Readonly<Record<string, string>>;

describe('symbolic links that the server leaves to the client', () => {
  for (const telling of ['data', 'context', 'nothing'] as const) {
    describe(telling === 'nothing' ? 'and says nothing about' : `told in the error's ${telling}`, () => {
      it('are followed at the end of a path', async () => {
        const { server, volume } = await links({ 'd\\link': 'x\\y' }, telling);
        expect((await stat(volume, 'd/link')).fileId).to.equal(idOf('d\\x\\y'));
        expect(last(server)).to.equal('d\\x\\y');
      });

      it('are followed on the way of a path', async () => {
        const { volume } = await links({ 'd\\link': '..\\e' }, telling);
        expect((await stat(volume, 'd/link/f/g')).fileId).to.equal(idOf('e\\f\\g'));
        expect((await stat(volume, 'D/LINK/f')).fileId).to.equal(idOf('e\\f'));
      });

      it('are followed for a stream, which then is the stream of what they lead to', async () => {
        const { server, volume } = await links({ 'd\\link': '..\\x', up: 'd' }, telling);
        await stat(volume, 'd/link', { stream: 's' });
        expect(last(server)).to.equal('x:s:$DATA');
        await stat(volume, 'up/link', { stream: 's' });
        expect(last(server)).to.equal('x:s:$DATA');
        await stat(volume, 'up/file', { stream: 's' });
        expect(last(server)).to.equal('d\\file:s:$DATA');
      });

      it('are followed one after the other', async () => {
        const { volume } = await links({ a: 'b', b: 'c\\d', 'c\\d\\e': '\\f' }, telling);
        expect((await stat(volume, 'a/e/g')).fileId).to.equal(idOf('f\\g'));
      });

      it('are followed by their full name where that is in this share', async () => {
        const { volume } = await links(
          { a: '!\\??\\UNC\\NAS\\share\\x', b: '!\\??\\UNC\\nas\\SHARE' },
          telling,
        );
        expect((await stat(volume, 'a/y')).fileId).to.equal(idOf('x\\y'));
        expect((await stat(volume, 'b/y')).fileId).to.equal(idOf('y'));
        expect((await stat(volume, 'b')).fileId).to.equal(idOf(''));
      });

      it('fail with EXDEV where they leave the share', async () => {
        const away = [
          '!\\??\\C:\\x',
          '!\\??\\UNC\\other\\share\\x',
          '!\\??\\UNC\\nas\\other\\x',
          '..\\..\\x',
        ];
        for (const target of away) {
          const { volume } = await links({ 'd\\link': target }, telling);
          const error = await failure(stat(volume, 'd/link'));
          expect(error, target).to.include({ code: 'EXDEV', syscall: 'stat', path: 'd/link' });
          expect(error.message).to.contain("'d/link'").and.to.contain('leaves the share');
        }
      });

      it('fail with ELOOP where they lead to each other', async () => {
        const { server, volume } = await links({ a: 'b', b: 'a' }, telling);
        expect(await failure(stat(volume, 'a'))).to.include({ code: 'ELOOP', syscall: 'stat', path: 'a' });
        const follows = server
          .got(Command.CREATE)
          .filter(
            request => (request.read(CreateRequest).createOptions & CreateOptions.OPEN_REPARSE_POINT) === 0,
          );
        expect(follows).to.have.lengthOf(41);
      });
    });
  }

  it('are followed for a stream that the server does not count to what it left unparsed', async () => {
    const { server, volume } = await links({ 'd\\link': 'x' }, 'bare');
    await stat(volume, 'd/link', { stream: 's' });
    expect(last(server)).to.equal('d\\x:s:$DATA');
  });

  it('are followed by every verb that opens something', async () => {
    const { server, volume } = await links({ link: 'real' });
    expect((await open(volume, 'link/file')).path).to.equal('link/file');
    expect(last(server)).to.equal('real\\file');
    await writeFile(volume, 'link/file', 'x');
    expect(last(server)).to.equal('real\\file');
    server.on(Command.READ, answers.endOfFile());
    await readFile(volume, 'link/file');
    expect(last(server)).to.equal('real\\file');
    expect(await exists(volume, 'link/file')).to.equal(true);
    await mkdir(volume, 'link/new');
    expect(last(server)).to.equal('real\\new');
    server.on(Command.QUERY_DIRECTORY, answers.entries('one'), answers.noMoreFiles());
    const listed = await lastValueFrom(list(volume, 'link').pipe(toArray()));
    expect(listed.flat().map(({ name, parentPath }) => [name, parentPath])).to.deep.equal([['one', 'link']]);
    expect(server.got(Command.CREATE).map(nameOf)).to.include('real');
  });

  it('stay what they are for verbs that mean the link itself', async () => {
    const { server, volume } = await links({ link: 'real', 'real\\inner': 'x' });
    await lstat(volume, 'link/inner');
    expect(last(server)).to.equal('real\\inner');
    await rename(volume, 'link/inner', 'link');
    const { buffer } = server.got(Command.SET_INFO).at(-1)!.read(SetInfoRequest);
    expect(FileRenameInformation.codec.decode(buffer).fileName).to.equal('link');
    expect(last(server)).to.equal('real\\inner');
  });

  it('are replaced in the real path, as far as the mount reaches', async () => {
    const { volume } = await links({ 'base\\link': 'x\\y', 'base\\out': '..\\other' }, 'data', 'base');
    expect(await realpath(volume, 'link/./z/..')).to.equal('/x/y');
    expect(await realpath(volume, 'a/../b')).to.equal('/b');
    expect(await realpath(volume, '')).to.equal('/');
    expect(await failure(realpath(volume, 'out/z'))).to.include({
      code: 'EXDEV',
      syscall: 'realpath',
      path: 'out/z',
    });
  });

  it('lead to ENOENT where nothing is there', async () => {
    const { server, volume } = await links({});
    server.on(
      Command.CREATE,
      stopped(stopData({ substituteName: 'gone' })),
      answers.refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND),
    );
    expect(await failure(stat(volume, 'link'))).to.include({ code: 'ENOENT', path: 'link' });
    expect(last(server)).to.equal('gone');
  });

  it('are an error of the PDU, which tells where they lead to', async () => {
    const { volume } = await links({ link: '..\\x' });
    const createDisposition = CreateDisposition.OPEN;
    const error = await failure(
      lastValueFrom(create(volume.tree, { path: 'link\\y', desiredAccess: 0x80, createDisposition })),
    );
    expect(error).to.include({ code: 'ELOOP', status: 'STATUS_STOPPED_ON_SYMLINK' });
    expect(error.detail).to.be.instanceOf(StoppedOnSymlink);
    expect(error.detail).to.deep.include({
      path: 'link\\y',
      link: { relative: true, unparsedPathLength: 4, substituteName: '..\\x', printName: '..\\x' },
    });
    expect(Object.keys(error)).to.not.include('detail');
  });

  it('are not followed once something was told', async () => {
    const { server, volume } = await links({ 'a\\link': 'x' });
    const told: string[] = [];
    const work = (on: Volume) =>
      concat(
        of('one'),
        create(on.tree, {
          path: 'a\\link',
          desiredAccess: 0x80,
          createDisposition: CreateDisposition.OPEN,
        }).pipe(map(() => 'two')),
      ).pipe(tap(each => told.push(each)));
    expect(await failure(lastValueFrom(following(volume, work)))).to.include({ code: 'ELOOP' });
    expect(told).to.deep.equal(['one']);
    expect(server.got(Command.CREATE)).to.have.lengthOf(1);
  });

  it('end the connection where what is told of them cannot be', async () => {
    const lies: [string, Uint8Array][] = [
      ['more behind the link than the path has', stopData({ unparsedPathLength: 200 })],
      ['half a character', stopData({ unparsedPathLength: 2 }).fill(3, 14, 15)],
      ['too short', stopData({}).subarray(0, 20)],
    ];
    for (const [what, errorData] of lies) {
      const { server, volume } = await links({});
      server.on(Command.CREATE, stopped(errorData));
      expect(await failure(stat(volume, 'link')), what).to.include({ code: 'ERR_SMB_PROTOCOL', fatal: true });
    }
  });
});

async function links(
  known: Links,
  telling: Telling = 'data',
  path = '',
): Promise<{ server: ScriptServer; volume: Volume }> {
  const server = new ScriptServer();
  const { tree } = await rig(server);
  const opened = new Map<bigint, string>();
  server.on(Command.CREATE, request => {
    const { createOptions } = request.read(CreateRequest);
    const path = nameOf(request);
    const link = linkIn(known, path, (createOptions & CreateOptions.OPEN_REPARSE_POINT) !== 0);
    if (link !== undefined) return stop(path, link, targetIn(known, link), telling);
    const id = idOf(path);
    opened.set(id, path);
    return answers.created({ fileId: { persistent: id, volatile: id }, fileAttributes: 0 });
  });
  server.on(Command.QUERY_INFO, request => {
    const { fileInfoClass } = request.read(QueryInfoRequest);
    return fileInfoClass === FileInternalInformation.infoClass
      ? answers.information(FileInternalInformation.codec.encode({ indexNumber: request.fileId.volatile }))
      : answers.information(FileAttributeTagInformation.codec.encode({}));
  });
  server.on(Command.IOCTL, request => {
    expect(request.read(IoctlRequest).ctlCode).to.equal(FsctlCode.FSCTL_GET_REPARSE_POINT);
    const target = targetIn(known, opened.get(request.fileId.volatile) ?? '');
    if (target === undefined) return answers.refused(NtStatus.STATUS_NOT_A_REPARSE_POINT);
    return answers.output(
      FsctlCode.FSCTL_GET_REPARSE_POINT,
      ReparseDataBuffer.encode({ kind: 'symlink', ...namesOf(target) }),
    );
  });
  const home = { host: 'nas', share: 'share' };
  return { server, volume: volumeOf(tree, { path, mapNames: true, ...home }, () => undefined) };
}

const STREAM = /:[^\\]*$/;

/** The first link on the way of a path; the last part counts unless the link itself is wanted. */
function linkIn(known: Links, path: string, itself: boolean): string | undefined {
  const parts = path.replace(STREAM, '').split('\\');
  for (let count = 1; count <= parts.length - (itself ? 1 : 0); count++) {
    const link = parts.slice(0, count).join('\\');
    if (targetIn(known, link) !== undefined) return link;
  }
  return undefined;
}

function targetIn(known: Links, link: string): string | undefined {
  return Object.entries(known).find(([name]) => name.toLowerCase() === link.toLowerCase())?.[1];
}

function namesOf(target: string) {
  const relative = !target.startsWith('!');
  const substituteName = relative ? target : target.slice(1);
  return { relative, substituteName, printName: substituteName };
}

function stop(path: string, link: string, target = '', telling: Telling): Answer {
  if (telling === 'nothing') return answers.refused(NtStatus.STATUS_STOPPED_ON_SYMLINK);
  const counted = telling === 'bare' ? path.replace(STREAM, '') : path;
  const unparsedPathLength = (counted.length - link.length) * 2;
  const data = SymbolicLinkError.encode({ ...namesOf(target), unparsedPathLength });
  return stopped(data, telling === 'context');
}

function stopped(data: Uint8Array, asContext = false): Answer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(data.length);
  const errorData = asContext ? Buffer.concat([head, data]) : data;
  return {
    status: NtStatus.STATUS_STOPPED_ON_SYMLINK,
    body: ErrorResponse.encode({ errorContextCount: asContext ? 1 : 0, errorData }, HEADER_SIZE),
  };
}

function stopData(more: Partial<SymbolicLinkError>): Uint8Array {
  const names = { substituteName: 'x', printName: 'x' };
  return SymbolicLinkError.encode({ relative: true, unparsedPathLength: 0, ...names, ...more });
}

/** A number for each path. */
function idOf(path: string): bigint {
  return BigInt(`0x1${Buffer.from(path.toLowerCase()).toString('hex').slice(0, 14)}`);
}

function nameOf(request: Received): string {
  return request.read(CreateRequest).name;
}

/** The name of the last CREATE. */
function last(server: ScriptServer): string | undefined {
  const request = server.got(Command.CREATE).at(-1);
  return request && nameOf(request);
}
