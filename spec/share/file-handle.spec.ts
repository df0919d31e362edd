import { expect } from 'chai';
import type { FileHandle } from '../../lib/share/file-handle.ts';
import { OpenFile } from '../../lib/share/open-file.ts';
import { openIntent } from '../../lib/share/open-flags.ts';
import { Stats } from '../../lib/share/stats.ts';
import { open as openVerb } from '../../lib/share/verbs/open.ts';
import { readFile } from '../../lib/share/verbs/read-file.ts';
import { writeFile } from '../../lib/share/verbs/write-file.ts';
import { type Volume, volumeOf } from '../../lib/share/volume.ts';
import { NtStatus } from '../../lib/wire/erref/ntstatus.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { CreateRequest } from '../../lib/wire/smb2/create.ts';
import { failure } from '../live/failure.ts';
import { FileServer, KIB, MIB, pattern, turn } from '../streams/script-file.ts';
import { answers } from '../support/script-answers.ts';
import { rig, type RigOptions } from '../support/script-rig.ts';

describe('share: file handle', () => {
  let server: FileServer;
  let volume: Volume;

  async function serve(content: Uint8Array = Buffer.alloc(0), options: RigOptions = {}): Promise<void> {
    server = new FileServer(content);
    const { tree } = await rig(server, options);
    volume = volumeOf(tree, { path: '', mapNames: true }, () => undefined);
  }
  const open = (flags?: string): Promise<FileHandle> => openVerb(volume, 'a/file', flags).then();

  afterEach(() => {
    expect(server.violation).to.equal(undefined);
  });

  it('is opened by one CREATE and tells what that told', async () => {
    await serve(pattern(123));
    const handle = await open();
    expect(handle.stats).to.be.instanceOf(Stats);
    expect(handle.stats.size).to.equal(123);
    expect(handle.file).to.be.instanceOf(OpenFile);
    expect(server.commands).to.deep.equal(['CREATE']);
    const [request] = server.got(Command.CREATE);
    const { name, desiredAccess, createDisposition } = request!.read(CreateRequest);
    const intent = openIntent('r');
    expect({ name, desiredAccess }).to.deep.equal({ name: 'a\\file', desiredAccess: intent.desiredAccess });
    expect(createDisposition).to.equal(intent.createDisposition);
  });

  it('asks once for what lies at the end of the file', async () => {
    await serve(pattern(100));
    const handle = await open();
    expect(await handle.read(Buffer.alloc(50), 0, 50, 80)).to.include({ bytesRead: 20 });
    expect(server.reads).to.deep.equal([{ offset: 80, length: 50 }]);
  });

  it('asks again for what a server left out, also of what was written since', async () => {
    await serve(pattern(100), { limits: { maxReadSize: 64 * KIB } });
    const handle = await open('r+');
    await handle.write(pattern(MIB), { position: 0 });
    server.most = 10_000;
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(200_000), { position: 5 });
    expect(bytesRead).to.equal(200_000);
    expect(buffer.equals(pattern(MIB).subarray(5, 200_005))).to.equal(true);
  });

  it('asks for the end of the file before it appends', async () => {
    await serve(pattern(100));
    const handle = await open('a');
    await Promise.all([handle.write('abc').then(), handle.write('de', 0).then()]);
    expect(server.commands.slice(1)).to.deep.equal(['QUERY_INFO', 'WRITE', 'QUERY_INFO', 'WRITE']);
    expect(server.writes).to.deep.equal([
      { offset: 100, length: 3 },
      { offset: 103, length: 2 },
    ]);
  });

  it('does not wait for a read that nobody wants any more', async () => {
    await serve(pattern(100));
    const handle = await open();
    server.on(Command.READ, () => undefined, answers.data(pattern(3)));
    const first = handle.read(Buffer.alloc(3)).subscribe();
    const second = handle.read(Buffer.alloc(3)).then();
    await turn();
    expect(server.reads).to.have.lengthOf(1);
    first.unsubscribe();
    expect(await second).to.include({ bytesRead: 3 });
    expect(server.reads.at(-1)?.offset).to.equal(0);
  });

  it('does its work anew for each subscription', async () => {
    await serve(pattern(100));
    const handle = await open();
    const reading = handle.read(Buffer.alloc(10));
    expect(server.reads).to.deep.equal([]);
    await reading;
    await reading;
    expect(server.reads.map(({ offset }) => offset)).to.deep.equal([0, 10]);
  });

  it('tells its state in one round trip', async () => {
    await serve(pattern(100));
    const handle = await open();
    server.on(Command.QUERY_INFO, answers.refused(NtStatus.STATUS_ACCESS_DENIED));
    expect(await failure(handle.stat())).to.include({ code: 'EACCES', syscall: 'fstat', path: 'a/file' });
    expect(server.frames).to.have.lengthOf(2);
    expect(server.got(Command.QUERY_INFO)).to.have.lengthOf(2);
  });

  it('closes once, and tells every asker how that went', async () => {
    await serve();
    const handle = await open('w');
    server.on(Command.CLOSE, answers.refused(NtStatus.STATUS_DISK_FULL));
    const closing = handle.close();
    expect(server.got(Command.CLOSE)).to.deep.equal([]);
    for (const error of await Promise.all([failure(closing), failure(closing), failure(handle.close())])) {
      expect(error).to.include({ code: 'ENOSPC', command: 'CLOSE' });
    }
    expect(server.got(Command.CLOSE)).to.have.lengthOf(1);
  });

  it('is closed by the end of its connection', async () => {
    await serve();
    const handle = await open('w');
    server.end();
    await handle.close();
    expect(await failure(handle.write('x'))).to.include({ code: 'EBADF' });
  });

  it('names the command that failed as fs would', async () => {
    await serve(pattern(100));
    const denied = answers.refused(NtStatus.STATUS_ACCESS_DENIED);
    server.on(Command.READ, denied).on(Command.WRITE, denied).on(Command.FLUSH, denied);
    const failed = async (work: PromiseLike<unknown>) => (await failure(work)).syscall;
    expect(await failed(readFile(volume, 'f'))).to.equal('read');
    expect(await failed(writeFile(volume, 'f', 'x'))).to.equal('write');
    server.on(Command.WRITE, answers.usual);
    expect(await failed(writeFile(volume, 'f', 'x', { flush: true }))).to.equal('fsync');
    server.on(Command.CREATE, denied);
    expect(await failed(readFile(volume, 'f'))).to.equal('open');
    expect(await failed(writeFile(volume, 'f', 'x'))).to.equal('open');
    expect(await failed(open())).to.equal('open');
    expect((await failure(open())).message).to.include("open 'a/file'");
    expect(server.handles.size).to.equal(0);
  });
});
