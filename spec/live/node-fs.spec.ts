import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
      await close(fd);
      expect(readFileSync(join(root, 'number.bin')).equals(data)).to.equal(true);
      expect(await failure(close(fd))).to.include({ code: 'EBADF', syscall: 'close' });
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
