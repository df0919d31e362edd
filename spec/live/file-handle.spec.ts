import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { concatMap, lastValueFrom, toArray } from 'rxjs';
import { queryInfo } from '../../lib/commands/query-info.ts';
import { FileHandle } from '../../lib/share/file-handle.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { FileStandardInformation } from '../../lib/wire/fscc/file-standard-information.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { ShareAccess } from '../../lib/wire/smb2/create.ts';
import { type SambaServer, startSamba } from '../support/samba.ts';
import { sparseFile } from '../support/tree.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';
import { Spy } from './spy.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

describe('live: file handle', function () {
  this.timeout(30_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  let spy: Spy;
  const onDisk = (name: string) => join(server.path, name);
  const text = (name: string) => readFileSync(onDisk(name), 'utf8');

  before(async () => {
    server = await startSamba();
    process.env['RXSMB_PCAP'] = capture;
    share = await mount(server.url());
    delete process.env['RXSMB_PCAP'];
    spy = new Spy(share);
  });

  after(async () => {
    await share.close();
    await server.stop();
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  it('reads where it is told to, and where it is', async () => {
    const content = randomBytes(100_000);
    writeFileSync(onDisk('read'), content);
    const handle = await share.open('read');
    expect(handle).to.be.instanceOf(FileHandle);
    expect(handle.path).to.equal('read');
    expect(handle.stats.size).to.equal(100_000);
    expect(handle.stats.isFile()).to.equal(true);

    const memory = Buffer.alloc(50);
    const placed = await handle.read(memory, 10, 20, 1000);
    expect(placed).to.deep.equal({ bytesRead: 20, buffer: memory });
    expect(memory.subarray(10, 30).equals(content.subarray(1000, 1020))).to.equal(true);
    expect(memory.subarray(0, 10).equals(Buffer.alloc(10))).to.equal(true);

    expect((await handle.read(memory)).buffer.equals(content.subarray(0, 50))).to.equal(true);
    expect(
      (await handle.read({ buffer: memory, position: null })).buffer.equals(content.subarray(50, 100)),
    ).to.equal(true);
    const fresh = await handle.read();
    expect(fresh.bytesRead).to.equal(16_384);
    expect(fresh.buffer.equals(content.subarray(100, 100 + 16_384))).to.equal(true);
    const words = new Uint32Array(10);
    expect((await handle.read(words, { position: 4n })).bytesRead).to.equal(40);
    expect(Buffer.from(words.buffer).equals(content.subarray(4, 44))).to.equal(true);

    expect(await handle.read(memory, 0, 50, 99_990)).to.include({ bytesRead: 10 });
    expect(await handle.read(memory, 0, 50, 100_000)).to.include({ bytesRead: 0 });
    expect(await handle.read(memory, 0, 50, 5 * GIB)).to.include({ bytesRead: 0 });
    expect(await handle.read(memory, 0, 0, 0)).to.include({ bytesRead: 0 });
    const rest = await handle.readFile();
    expect(rest.equals(content.subarray(100 + 16_384))).to.equal(true);
    expect(await handle.readFile('utf8')).to.equal('');
    await handle.close();
  });

  it('takes its reads without a position one after the other', async () => {
    writeFileSync(onDisk('order'), 'abcdefghij');
    await using handle = await share.open('order');
    const reads = Array.from({ length: 5 }, () => handle.read(Buffer.alloc(2)).then());
    const texts = (await Promise.all(reads)).map(({ buffer }) => String(buffer));
    expect(texts).to.deep.equal(['ab', 'cd', 'ef', 'gh', 'ij']);
  });

  it('has the kernel fill the memory it is given, in several READs where it takes several', async () => {
    const content = randomBytes(5 * MIB);
    writeFileSync(onDisk('large'), content);
    const handle = await share.open('large');
    const before = spy.of(Command.READ).length;
    spy.places.length = 0;
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(6 * MIB), 0, 6 * MIB, 0);
    expect(bytesRead).to.equal(5 * MIB);
    expect(spy.places.reduce((sum, { length }) => sum + length, 0)).to.equal(5 * MIB);
    for (const place of spy.places) expect(place.buffer === buffer.buffer).to.equal(true);
    expect(buffer.subarray(0, bytesRead).equals(content)).to.equal(true);
    expect(spy.of(Command.READ).length - before).to.equal(6);
    const buffers = [Buffer.alloc(100), Buffer.alloc(2 * MIB), Buffer.alloc(7)];
    expect(await handle.readv(buffers, 9)).to.deep.equal({ bytesRead: 107 + 2 * MIB, buffers });
    expect(Buffer.concat(buffers).equals(content.subarray(9, 9 + 107 + 2 * MIB))).to.equal(true);
    await handle.close();
  });

  it('writes where it is told to, and where it is', async () => {
    const handle = await share.open('write', 'w+');
    expect(await handle.write('hello')).to.deep.equal({ bytesWritten: 5, buffer: 'hello' });
    const world = Buffer.from('-world-');
    expect(await handle.write(world, 1, 5)).to.deep.equal({ bytesWritten: 5, buffer: world });
    await handle.write('H', 0);
    await handle.write('21', null, 'hex');
    await handle.write(Buffer.from('XYZ'), { offset: 2, length: 1, position: 20n });
    expect(await handle.writev([Buffer.from('a'), Buffer.from('bc')])).to.include({ bytesWritten: 3 });
    expect(text('write')).to.equal('Helloworld!abc\0\0\0\0\0\0Z');
    expect((await handle.read(Buffer.alloc(5), 0, 5, 0)).buffer.toString()).to.equal('Hello');
    await handle.close();
  });

  it('writes more than fits in one WRITE', async () => {
    const content = randomBytes(5 * MIB + 1);
    const handle = await share.open('much', 'w');
    expect(await handle.write(content)).to.include({ bytesWritten: content.length });
    await handle.close();
    expect(readFileSync(onDisk('much')).equals(content)).to.equal(true);
  });

  it('reads and writes beyond 4 GiB', async () => {
    sparseFile(onDisk('sparse'), 5 * GIB, new Map([[4 * GIB + 5, Buffer.from('far away')]]));
    const handle = await share.open('sparse', 'r+');
    expect(handle.stats.size).to.equal(5 * GIB);
    expect(String((await handle.read(Buffer.alloc(8), 0, 8, 4 * GIB + 5)).buffer)).to.equal('far away');
    await handle.write('end', 5 * GIB);
    expect((await handle.stat()).size).to.equal(5 * GIB + 3);
    expect(
      String((await handle.read(Buffer.alloc(10), 0, 10, BigInt(5 * GIB))).buffer.subarray(0, 3)),
    ).to.equal('end');
    await handle.truncate(4 * GIB);
    await handle.close();
    expect(statSync(onDisk('sparse')).size).to.equal(4 * GIB);
  });

  it('appends at the end, wherever that is by now', async () => {
    writeFileSync(onDisk('log'), 'one ');
    const handle = await share.open('log', 'a+');
    await handle.write('two ');
    writeFileSync(onDisk('log'), 'THREE ', { flag: 'a' });
    await handle.write('four ', 0);
    await Promise.all(['5 ', '6 ', '7 '].map(word => handle.write(word).then()));
    await handle.appendFile('eight ');
    await finished(handle.createWriteStream({ start: 0, autoClose: false }).end('nine'));
    expect((await handle.read(Buffer.alloc(4), 0, 4, 0)).buffer.toString()).to.equal('one ');
    await handle.close();
    expect(text('log')).to.equal('one two THREE four 5 6 7 eight nine');
  });

  it('takes whole contents at its position', async () => {
    const handle = await share.open('contents', 'w+');
    await handle.writeFile('abc');
    await handle.writeFile(Buffer.from('def'));
    await handle.writeFile(Readable.from([Buffer.from('gh'), Buffer.from('i')]));
    await handle.appendFile(['jk', 'l']);
    await handle.writeFile('6d', 'hex');
    expect(await handle.readFile()).to.have.lengthOf(0);
    await handle.close();
    expect(text('contents')).to.equal('abcdefghijklm');
  });

  it('cuts, fills up, flushes, tells and sets times', async () => {
    const handle = await share.open('meta', 'w+');
    await handle.write('0123456789');
    await handle.truncate(4);
    await handle.sync();
    await handle.datasync();
    expect(text('meta')).to.equal('0123');
    await handle.truncate(6);
    expect(text('meta')).to.equal('0123\0\0');
    await handle.utimes(1_000_000_000, new Date(1_234_567_890_123));
    const stats = await handle.stat();
    expect(stats.size).to.equal(6);
    expect(stats.mtimeMs).to.equal(1_234_567_890_123);
    expect(stats.atimeMs).to.equal(1_000_000_000_000);
    expect(stats.fileId).to.equal((await share.stat('meta')).fileId);
    await handle.truncate();
    expect((await handle.stat()).size).to.equal(0);
    await handle.close();
    expect(statSync(onDisk('meta')).mtimeMs).to.not.equal(0);
  });

  it('is read and written by streams', async () => {
    const content = randomBytes(3 * MIB);
    const handle = await share.open('streamed', 'w+');
    const writing = handle.createWriteStream({ autoClose: false });
    await finished(writing.end(content));
    await handle.write('!');
    expect(readFileSync(onDisk('streamed')).equals(Buffer.concat([content, Buffer.from('!')]))).to.equal(
      true,
    );

    const part: Buffer[] = [];
    for await (const piece of handle.createReadStream({ start: 10, end: 2 * MIB, autoClose: false })) {
      part.push(piece);
    }
    expect(Buffer.concat(part).equals(content.subarray(10, 2 * MIB + 1))).to.equal(true);
    expect((await handle.read(Buffer.alloc(1), 0, 1, 0)).bytesRead).to.equal(1);

    const again = await share.open('streamed');
    await again.read(Buffer.alloc(MIB));
    const rest: Buffer[] = [];
    for await (const piece of again.createReadStream()) rest.push(piece);
    expect(Buffer.concat(rest)).to.have.lengthOf(2 * MIB + 1);
    expect(await failure(again.read(Buffer.alloc(1)))).to.include({ code: 'EBADF' });
    await handle.close();
    await nothingOpen(server, share, 'streamed');
  });

  it('fails with EBADF when it is closed, and closing twice does nothing', async () => {
    const handle = await share.open('closed', 'w');
    await Promise.all([handle.close(), handle.close()]);
    await handle.close();
    const closed = { code: 'EBADF', path: 'closed', outcome: 'not-sent' };
    expect(await failure(handle.read())).to.include({ ...closed, syscall: 'read' });
    expect(await failure(handle.write('x'))).to.include({ ...closed, syscall: 'write' });
    for (const work of [
      handle.stat(),
      handle.sync(),
      handle.truncate(),
      handle.readFile(),
      handle.writeFile('x'),
    ]) {
      expect(await failure(work)).to.include(closed);
    }
    expect(await failure(finished(handle.createReadStream().resume()))).to.include(closed);
    expect(await failure(finished(handle.createWriteStream().end('x')))).to.include(closed);
    expect(await reason(lastValueFrom(queryInfo(handle, FileStandardInformation)))).to.include({
      code: 'EBADF',
    });
    await nothingOpen(server, share, 'closed');
  });

  it('fails with EBADF when it is not open for that', async () => {
    const reading = await share.open('closed');
    const writing = await share.open('closed', 'a');
    expect(await failure(reading.write('x'))).to.include({ code: 'EBADF', syscall: 'write' });
    expect(await failure(writing.read())).to.include({ code: 'EBADF', syscall: 'read' });
    expect(await failure(finished(writing.createReadStream().resume()))).to.include({ code: 'EBADF' });
    await reading.close();
    await nothingOpen(server, share, 'closed');
  });

  it('opens folders, which have no bytes', async () => {
    await share.mkdir('folder');
    const handle = await share.open('folder');
    expect(handle.stats.isDirectory()).to.equal(true);
    expect((await handle.stat()).isDirectory()).to.equal(true);
    expect(await failure(handle.read())).to.include({ code: 'EISDIR', syscall: 'read', path: 'folder' });
    await handle.close();
    expect(await failure(share.open('folder', 'r+'))).to.include({ code: 'EISDIR', syscall: 'open' });
  });

  it('takes numbers for flags, and says what others may do', async () => {
    const { O_CREAT, O_EXCL, O_RDWR } = constants;
    const handle = await share.open('numbers', O_RDWR | O_CREAT | O_EXCL, 0o600);
    expect(await failure(share.open('numbers', O_RDWR | O_CREAT | O_EXCL))).to.include({ code: 'EEXIST' });
    expect(await failure(share.open('numbers', 'r', { shareAccess: ShareAccess.NONE }))).to.include({
      code: 'EBUSY',
    });
    await handle.close();
    await using alone = await share.open('numbers', 'r', { shareAccess: ShareAccess.NONE });
    expect(await failure(share.readFile('numbers'))).to.include({ code: 'EBUSY', path: 'numbers' });
    expect(alone.path).to.equal('numbers');
    expect(await reason(share.open('numbers', 'q'))).to.be.instanceOf(TypeError);
  });

  it('is a handle for PDUs, and its verbs are Observables', async () => {
    writeFileSync(onDisk('piped'), 'abc');
    const [stats] = await lastValueFrom(
      share.open('piped').pipe(
        concatMap(handle =>
          handle.read(Buffer.alloc(3)).pipe(
            concatMap(() => queryInfo(handle, FileStandardInformation)),
            concatMap(({ information }) => handle.close().pipe(concatMap(() => [information]))),
          ),
        ),
        toArray(),
      ),
    );
    expect(stats?.endOfFile).to.equal(3n);
    await nothingOpen(server, share, 'piped');
  });

  it('stays open when its opening is unsubscribed after the answer', async () => {
    const handle = await new Promise<FileHandle>(resolve => {
      const opening = share.open('piped').subscribe(opened => {
        setTimeout(() => {
          opening.unsubscribe();
          resolve(opened);
        });
      });
    });
    expect((await handle.read(Buffer.alloc(3))).bytesRead).to.equal(3);
    await handle.close();
  });

  it('is closed when its opening is unsubscribed before the answer', async () => {
    share.open('piped').subscribe().unsubscribe();
    const sent = share.open('piped').subscribe();
    await new Promise(resolve => process.nextTick(resolve));
    sent.unsubscribe();
    await share.stat('piped');
    await share.stat('piped');
    await nothingOpen(server, share, 'piped');
  });

  it('refuses what is no memory, and no place in it', async () => {
    await using handle = await share.open('piped');
    const memory = Buffer.alloc(10);
    for (const work of [
      handle.read(memory, 11),
      handle.read(memory, 0, 11),
      handle.read(memory, -1),
      handle.read(memory, 0, 10, -5),
      handle.read(memory, 0, 10, 2n ** 60n),
      handle.write(memory, 5, 6),
    ]) {
      expect(await reason(work))
        .to.be.instanceOf(RangeError)
        .with.property('code', 'ERR_OUT_OF_RANGE');
    }
  });

  it('closes with a share that is closed already, and says so otherwise', async () => {
    const other = await mount(server.url());
    const handle = await other.open('piped');
    await other.close();
    expect(await failure(handle.read())).to.include({ code: 'ERR_SMB_CLOSED', syscall: 'read' });
    await handle.close();
  });

  it('is there as promises, too', async () => {
    const fs = share.promises;
    await fs.writeFile('promised', 'abc');
    await fs.appendFile('promised', 'def');
    expect(await fs.readFile('promised', 'utf8')).to.equal('abcdef');
    const handle = await fs.open('promised', 'r+');
    await handle.write('X', 0);
    await handle.close();
    expect(String(await fs.readFile('promised'))).to.equal('Xbcdef');
    expect(await failure(fs.open('nothing'))).to.include({
      code: 'ENOENT',
      syscall: 'open',
      path: 'nothing',
    });
  });
});
