import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';

describe('live: what node:fs has beside', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  let root: string;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    // a read-only attribute that shows in the mode of the file on the disk
    server = await sharedSamba({
      shares: { node: { settings: { 'map readonly': 'yes', 'store dos attributes': false } } },
    });
    root = join(server.path, 'node-fs');
    mkdirSync(root);
    share = await mount(server.url(undefined, { path: 'node-fs' }));
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
  });

  describe('chmod', () => {
    it('makes a file read-only and writable again', async () => {
      const path = join(root, 'mode.txt');
      writeFileSync(path, 'x');
      await share.chmod('mode.txt', 0o444);
      expect(statSync(path).mode & 0o200).to.equal(0);
      expect((await share.stat('mode.txt')).mode & 0o777).to.equal(0o444);
      await share.chmod('mode.txt', '644');
      expect(statSync(path).mode & 0o200).to.equal(0o200);
      expect((await share.stat('mode.txt')).mode & 0o777).to.equal(0o666);
    });

    it('leaves folders alone, and names what it does not understand or find', async () => {
      mkdirSync(join(root, 'folder'));
      await share.chmod('folder', 0o555);
      expect(statSync(join(root, 'folder')).mode & 0o200).to.equal(0o200);
      expect(await failure(share.chmod('missing', 0o644))).to.include({ code: 'ENOENT', syscall: 'chmod' });
      expect(await reason(share.chmod('mode.txt', 'rw'))).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
    });
  });

  it('chown does nothing, as Node on Windows', async () => {
    writeFileSync(join(root, 'owned.txt'), 'x');
    const before = statSync(join(root, 'owned.txt'));
    await share.chown('owned.txt', 4711, 4711);
    await share.lchown('owned.txt', 4711, 4711);
    expect(statSync(join(root, 'owned.txt')).uid).to.equal(before.uid);
  });

  it('lutimes sets the times of what is no link as utimes does', async () => {
    writeFileSync(join(root, 'times.txt'), 'x');
    await share.lutimes('times.txt', 1_000_000_000, 1_100_000_000);
    expect(statSync(join(root, 'times.txt')).mtimeMs).to.equal(1_100_000_000_000);
  });

  it('mkdtemp makes a new folder each time', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => share.mkdtemp('job-')));
    expect(new Set(made).size).to.equal(5);
    for (const path of made) {
      expect(path).to.match(/^job-[0-9a-z]{6}$/);
      expect(statSync(join(root, path)).isDirectory()).to.equal(true);
    }
    expect(await failure(share.mkdtemp('missing/job-'))).to.include({ code: 'ENOENT', syscall: 'mkdtemp' });
  });

  it('appendFile loses nothing where many append at once', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    await Promise.all(lines.map(line => share.appendFile('appended.txt', `${line}\n`)));
    const found = readFileSync(join(root, 'appended.txt'), 'utf8').trimEnd().split('\n');
    expect(found.sort()).to.deep.equal([...lines].sort());
  });

  it('writeFile refuses what is no content before it empties the file', async () => {
    await share.writeFile('kept.txt', 'kept');
    for (const nothing of [undefined, null, 5, {}]) {
      const refused = share.writeFile('kept.txt', nothing as string);
      expect(await reason(refused)).to.include({ code: 'ERR_INVALID_ARG_TYPE' });
    }
    expect(readFileSync(join(root, 'kept.txt'), 'utf8')).to.equal('kept');
  });

  it('realpath tells where a path is, and whether', async () => {
    mkdirSync(join(root, 'real', 'deep'), { recursive: true });
    await share.writeFile('real/file: one', '');
    expect(await share.realpath('real/./deep/../file: one')).to.equal('/real/file: one');
    expect(await share.realpath('/')).to.equal('/');
    expect(await share.realpath('')).to.equal('/');
    expect(await failure(share.realpath('real/missing'))).to.include({ code: 'ENOENT', syscall: 'realpath' });
  });

  describe('opendir', () => {
    const names = Array.from({ length: 3000 }, (_, index) => `file-${index}.txt`);

    before(() => {
      mkdirSync(join(root, 'many', 'below'), { recursive: true });
      for (const name of names) writeFileSync(join(root, 'many', name), '');
      writeFileSync(join(root, 'many', 'below', 'deep.txt'), '');
    });

    it('reads a folder entry by entry', async () => {
      const seen: string[] = [];
      for await (const entry of await share.opendir('many')) seen.push(entry.name);
      expect(seen.sort()).to.deep.equal([...names, 'below'].sort());
      await nothingOpen(server, share, 'node-fs\\many');
    });

    it('closes the folder when the loop is left, and on close', async () => {
      for await (const entry of await share.opendir('many')) {
        expect(entry.parentPath).to.equal('many');
        break;
      }
      await nothingOpen(server, share, 'node-fs\\many');
      const dir = await share.opendir('many');
      const [first, second] = await Promise.all([dir.read(), dir.read()]);
      expect(first?.name).to.not.equal(second?.name);
      await dir.close();
      await nothingOpen(server, share, 'node-fs\\many');
      expect(await failure(dir.read())).to.include({ code: 'EBADF', path: 'many' });
      expect(await failure(dir.close())).to.include({ code: 'EBADF' });
    });

    it('goes below with recursive', async () => {
      const seen = new Set<string>();
      for await (const entry of await share.opendir('many', { recursive: true })) seen.add(entry.name);
      expect(seen).to.include('deep.txt');
      expect(seen.size).to.equal(names.length + 2);
    });

    it('fails where there is no folder, as it is opened', async () => {
      expect(await failure(share.opendir('missing'))).to.include({ code: 'ENOENT', syscall: 'opendir' });
      expect(await failure(share.opendir('mode.txt'))).to.include({ code: 'ENOTDIR', syscall: 'opendir' });
    });
  });

  describe('a handle', () => {
    const onDisk = (name: string) => join(root, name);

    it('makes its file read-only and writable again', async () => {
      writeFileSync(onDisk('handle-mode.txt'), 'x');
      await using handle = await share.open('handle-mode.txt', 'r+');
      await handle.chmod('444');
      expect(statSync(onDisk('handle-mode.txt')).mode & 0o200).to.equal(0);
      expect((await handle.stat()).mode & 0o777).to.equal(0o444);
      await handle.chmod(0o644);
      expect(statSync(onDisk('handle-mode.txt')).mode & 0o200).to.equal(0o200);
      expect(await reason(handle.chmod('rw'))).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
      await using reading = await share.open('handle-mode.txt');
      expect(await failure(reading.chmod(0o444))).to.include({ code: 'EACCES', syscall: 'fchmod' });
    });

    it('has an owner that chown leaves alone', async () => {
      writeFileSync(onDisk('handle-owned.txt'), 'x');
      const before = statSync(onDisk('handle-owned.txt'));
      const handle = await share.open('handle-owned.txt', 'r+');
      await handle.chown(4711, 4711);
      expect(statSync(onDisk('handle-owned.txt')).uid).to.equal(before.uid);
      await handle.close();
      expect(await failure(handle.chown(4711, 4711))).to.include({ code: 'EBADF', syscall: 'fchown' });
    });

    describe('gives lines', () => {
      // more than one READ, with characters and line ends across every border
      const text = Array.from({ length: 150_000 }, (_, index) => `${index}: grüße €🙂`).join('\r\n');

      before(() => {
        writeFileSync(onDisk('lines.txt'), text);
      });

      it('those that Node gives of the same file, and closes it then', async () => {
        const expected: string[] = [];
        for await (const line of (await open(onDisk('lines.txt'))).readLines()) expected.push(line);
        const handle = await share.open('lines.txt');
        const got: string[] = [];
        for await (const line of handle.readLines()) got.push(line);
        expect(got).to.have.lengthOf(150_000);
        expect(got.join('\n') === expected.join('\n')).to.equal(true);
        expect(await failure(handle.stat())).to.include({ code: 'EBADF' });
        await nothingOpen(server, share, 'node-fs\\lines.txt');
      });

      it('as a Flow, of a part and from the position on', async () => {
        await using handle = await share.open('lines.txt');
        const start = Buffer.from('0: grüße €🙂\r\n').length;
        const some = handle.readLines({ start, end: start + 3, encoding: 'latin1', autoClose: false });
        expect(await lastValueFrom(some.pipe(toArray()))).to.deep.equal(['1: g']);
        await handle.read(Buffer.alloc(start));
        expect(await firstValueFrom(handle.readLines({ autoClose: false }))).to.equal('1: grüße €🙂');
        expect((await handle.stat()).size).to.equal(Buffer.from(text).length);
      });

      it('and closes the file when the loop is left, or the signal ends it', async () => {
        const handle = await share.open('lines.txt');
        for await (const line of handle.readLines()) {
          expect(line).to.equal('0: grüße €🙂');
          break;
        }
        await nothingOpen(server, share, 'node-fs\\lines.txt');
        const other = await share.open('lines.txt');
        const { signal } = { signal: AbortSignal.abort() };
        expect(await reason(firstValueFrom(other.readLines({ signal })))).to.include({ name: 'AbortError' });
        await other.close();
      });
    });

    it('gives a Web stream, and stays open unless it is told not to', async () => {
      const data = randomBytes(3_000_000);
      writeFileSync(onDisk('web.bin'), data);
      const handle = await share.open('web.bin');
      const all = await new Response(handle.readableWebStream({ start: 0 })).arrayBuffer();
      expect(Buffer.from(all).equals(data)).to.equal(true);
      const part = handle.readableWebStream({ start: 1000, end: 1999, autoClose: true });
      const reader = part.getReader({ mode: 'byob' });
      const { value } = await reader.read(new Uint8Array(500));
      expect(Buffer.from(value ?? []).equals(data.subarray(1000, 1500))).to.equal(true);
      await reader.cancel();
      expect(await failure(handle.stat())).to.include({ code: 'EBADF' });
      const unread = await share.open('web.bin');
      await unread.readableWebStream({ autoClose: true }).cancel();
      expect(await failure(unread.stat())).to.include({ code: 'EBADF' });
      await nothingOpen(server, share, 'node-fs\\web.bin');
    });
  });

  describe('share.fs', () => {
    it('opens, writes, reads and closes files by number', async () => {
      const { fs } = share;
      const open = promisify(
        fs.open as (path: string, flags: string, done: (e: unknown, fd: number) => void) => void,
      );
      const close = promisify(fs.close);
      const fd = await open('/number.bin', 'w+');
      const data = randomBytes(100_000);
      const wrote = await new Promise<number>((resolve, reject) => {
        fs.write(fd, data, 0, data.length, 0, (error, count) => (error ? reject(error) : resolve(count)));
      });
      expect(wrote).to.equal(data.length);
      const memory = Buffer.alloc(1000);
      const got = await new Promise<unknown[]>(resolve => {
        fs.read(fd, memory, 0, 1000, 5000, (...told) => resolve(told));
      });
      expect(got).to.deep.equal([null, 1000, memory]);
      expect(memory.equals(data.subarray(5000, 6000))).to.equal(true);
      const size = await new Promise(resolve => fs.fstat(fd, (_, stats) => resolve(stats.size)));
      expect(size).to.equal(data.length);
      await promisify(fs.fsync)(fd);
      await promisify(fs.fchmod)(fd, 0o444);
      expect(statSync(join(root, 'number.bin')).mode & 0o200).to.equal(0);
      await promisify(fs.fchown)(fd, 4711, 4711);
      await close(fd);
      expect(readFileSync(join(root, 'number.bin')).equals(data)).to.equal(true);
      expect(await failure(close(fd))).to.include({ code: 'EBADF', syscall: 'close' });
    });

    it('makes streams of files that are open, from their position on, and closes them', async () => {
      const { fs } = share;
      const open = promisify(
        fs.open as (path: string, flags: string, done: (e: unknown, fd: number) => void) => void,
      );
      const close = promisify(fs.close);
      const fd = await open('/by-fd.txt', 'w');
      const writing = fs.createWriteStream('/elsewhere.txt', { fd });
      writing.end('0123456789');
      await once(writing, 'close');
      expect(readFileSync(join(root, 'by-fd.txt'), 'utf8')).to.equal('0123456789');
      expect(existsSync(join(root, 'elsewhere.txt'))).to.equal(false);
      expect(await failure(close(fd))).to.include({ code: 'EBADF', syscall: 'close' });

      const reading = await open('/by-fd.txt', 'r');
      await new Promise(resolve => fs.read(reading, Buffer.alloc(4), 0, 4, null, resolve));
      const some = fs.createReadStream(null, { fd: reading, autoClose: false, end: 7 });
      expect(await text(some)).to.equal('4567');
      expect(await text(fs.createReadStream(null, { fd: reading, start: 0, end: 1 }))).to.equal('01');
      expect(await failure(close(reading))).to.include({ code: 'EBADF' });
      const handle = await share.open('by-fd.txt');
      expect(await text(fs.createReadStream(null, { fd: handle }))).to.equal('0123456789');
      await nothingOpen(server, share, 'node-fs\\by-fd.txt');
    });

    it('has the classes of its streams', async () => {
      const { fs } = share;
      writeFileSync(join(root, 'class.txt'), 'class');
      const stream = new fs.ReadStream('/class.txt');
      expect(stream).to.be.instanceOf(fs.ReadStream);
      expect(await text(stream)).to.equal('class');
      const other = fs.WriteStream('/class.txt', { flags: 'a' });
      expect(other).to.be.instanceOf(fs.WriteStream).and.not.instanceOf(fs.ReadStream);
      other.end(' too');
      await once(other, 'close');
      expect(readFileSync(join(root, 'class.txt'), 'utf8')).to.equal('class too');
    });

    it('removes a folder with all that lies in it by rmdir, but no file', async () => {
      mkdirSync(join(root, 'full/deep'), { recursive: true });
      writeFileSync(join(root, 'full/deep/file.txt'), 'x');
      const { rmdir } = share.fs.promises;
      expect(await failure(rmdir('full'))).to.include({ code: 'ENOTEMPTY' });
      expect(await failure(rmdir('full/deep/file.txt', { recursive: true }))).to.include({ code: 'ENOTDIR' });
      await rmdir('full', { recursive: true });
      expect(existsSync(join(root, 'full'))).to.equal(false);
      expect(await failure(rmdir('full', { recursive: true }))).to.include({ code: 'ENOENT' });
    });

    it('reads and writes whole files with callbacks, by path and by number', async () => {
      const { fs } = share;
      const write = promisify(
        fs.writeFile as (path: string, data: string, done: (e: unknown) => void) => void,
      );
      const read = promisify(
        fs.readFile as (
          path: string | number,
          encoding: 'utf8',
          done: (e: unknown, text: string) => void,
        ) => void,
      );
      await write('/text.txt', 'grüße');
      expect(readFileSync(join(root, 'text.txt'), 'utf8')).to.equal('grüße');
      expect(await read('/text.txt', 'utf8')).to.equal('grüße');
      const fd = await new Promise<number>(resolve => fs.open('/text.txt', (_, number) => resolve(number)));
      expect(await read(fd, 'utf8')).to.equal('grüße');
      await promisify(fs.close)(fd);
      expect(await failure(read('/missing.txt', 'utf8'))).to.include({ code: 'ENOENT', syscall: 'open' });
    });
  });

  it('sends no malformed frame', async () => {
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });
});
