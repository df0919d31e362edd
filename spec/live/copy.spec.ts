import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import {
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { fsctl } from '../../lib/commands/fsctl.ts';
import { copyOnServer } from '../../lib/operators/copy-on-server.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { FileAttributes } from '../../lib/wire/smb2/create.ts';
import { FSCTL_SRV_COPYCHUNK_WRITE } from '../../lib/wire/smb2/fsctl-srv-copychunk.ts';
import { FSCTL_SRV_REQUEST_RESUME_KEY } from '../../lib/wire/smb2/fsctl-srv-request-resume-key.ts';
import { compareTrees } from '../support/compare-trees.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';
import { type LiveServer, onEveryServer } from './servers.ts';
import { Spy } from './spy.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZES = [0, 4 * KIB, MIB - 1, MIB + 1, 20 * MIB, 40 * MIB];

onEveryServer('live: copies on the server', function (kind) {
  this.timeout(300_000);
  const capture = pcapFile();
  let server: LiveServer;
  let share: Share;
  let root: string;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    server = await kind.shared();
    root = join(server.path, 'copies');
    mkdirSync(root);
    share = await mount(server.url(undefined, { path: 'copies' }));
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
    rmSync(root, { recursive: true, force: true });
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  beforeEach(() => {
    for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true });
    writeFileSync(on('file.txt'), 'hello');
  });

  afterEach(() => nothingOpen(server, share, 'copies'));

  const on = (path: string) => join(root, path);

  describe('copyFile', () => {
    it('fails, and nothing else, where a file is in the way of a folder', async () => {
      await share.mkdir('cp-way/from/x', { recursive: true });
      await share.mkdir('cp-way/to', { recursive: true });
      await share.writeFile('cp-way/to/x', 'a file');
      const uncaught: unknown[] = [];
      const hear = (error: unknown) => uncaught.push(error);
      process.on('uncaughtException', hear);
      try {
        expect(await failure(share.cp('cp-way/from', 'cp-way/to', { recursive: true }))).to.include({
          code: 'ENOTDIR',
        });
        await new Promise(resolve => setTimeout(resolve, 20)); // rxjs reports what nobody hears in a timer
      } finally {
        process.off('uncaughtException', hear);
      }
      expect(uncaught).to.deep.equal([]);
    });

    for (const size of SIZES) {
      it(`copies ${size} bytes, of which none crosses the wire`, async () => {
        const data = randomBytes(size);
        writeFileSync(on('source'), data);
        const own = pcapFile();
        process.env['RXSMB_PCAP'] = own;
        const other = await mount(server.url(undefined, { path: 'copies' }));
        await other.copyFile('source', 'copy');
        await other.close();
        process.env['RXSMB_PCAP'] = capture;
        expect(readFileSync(on('copy')).equals(data)).to.equal(true);
        expect(readdirSync(root)).to.have.members(['file.txt', 'source', 'copy']);
        // the whole conversation, its login included, is less than the smallest file but one
        expect(statSync(own).size).to.be.below(64 * KIB);
        const codes = await fields(own, 'smb2.cmd == 11 && smb2.flags.response == 0', [
          'smb2.ioctl.function',
        ]);
        expect(codes.flat().includes('0x001480f2'), 'FSCTL_SRV_COPYCHUNK_WRITE').to.equal(size > 0);
        expect(await fields(own, 'smb2.cmd == 8 || smb2.cmd == 9', ['smb2.cmd'])).to.deep.equal([]);
        expect(await malformedFrames(own)).to.deep.equal([]);
      });
    }

    it('replaces a file, unless the mode says otherwise', async () => {
      writeFileSync(on('other'), 'something longer');
      expect(await failure(share.copyFile('file.txt', 'other', constants.COPYFILE_EXCL))).to.include({
        code: 'EEXIST',
        syscall: 'copyfile',
        path: 'file.txt',
        dest: 'other',
      });
      expect(readFileSync(on('other'), 'utf8')).to.equal('something longer');
      await share.copyFile('file.txt', 'other');
      expect(readFileSync(on('other'), 'utf8')).to.equal('hello');
      await share.copyFile('file.txt', 'new', constants.COPYFILE_EXCL);
      expect(readFileSync(on('new'), 'utf8')).to.equal('hello');
      await share.promises.copyFile('file.txt', 'promised');
      expect(readFileSync(on('promised'), 'utf8')).to.equal('hello');
    });

    it('is as new as it is, or as old as its source', async () => {
      utimesSync(on('file.txt'), 1_000_000_000, 1_100_000_000.5);
      await share.copyFile('file.txt', 'new');
      await share.copyFile('file.txt', 'old', { preserveTimestamps: true });
      expect(Math.abs(statSync(on('new')).mtimeMs - Date.now())).to.be.below(60_000);
      expect(statSync(on('old')).mtimeMs).to.equal(1_100_000_000_500);
      const [source, old] = [await share.stat('file.txt'), await share.stat('old')];
      expect(old.lastWriteTime).to.equal(source.lastWriteTime);
    });

    it('is read-only and hidden where its source is', async () => {
      await share.chmod('file.txt', 0o444);
      await share.copyFile('file.txt', 'copy');
      const { fileAttributes } = await share.stat('copy');
      expect(fileAttributes & FileAttributes.READONLY).to.equal(FileAttributes.READONLY);
      expect(readFileSync(on('copy'), 'utf8')).to.equal('hello');
    });

    it('onto itself, under whatever name, changes nothing', async () => {
      await share.copyFile('file.txt', './file.txt');
      await share.copyFile('file.txt', 'FILE.TXT');
      expect(readdirSync(root)).to.deep.equal(['file.txt']);
      expect(readFileSync(on('file.txt'), 'utf8')).to.equal('hello');
    });

    it('fails with ENOENT, EISDIR', async () => {
      mkdirSync(on('folder'));
      const name = { syscall: 'copyfile', path: 'no', dest: 'copy' };
      expect(await failure(share.copyFile('no', 'copy'))).to.include({ code: 'ENOENT', ...name });
      expect(await failure(share.copyFile('file.txt', 'no/copy'))).to.include({
        code: 'ENOENT',
        dest: 'no/copy',
      });
      expect(await failure(share.copyFile('folder', 'copy'))).to.include({ code: 'EISDIR', path: 'folder' });
      expect(await failure(share.copyFile('file.txt', 'folder'))).to.include({
        code: 'EISDIR',
        dest: 'folder',
      });
      expect(await failure(share.copyFile('file.txt', '/'))).to.include({ code: 'EISDIR' });
      expect(await reason(share.copyFile('file.txt', 'x', 8))).to.include({ code: 'ERR_OUT_OF_RANGE' });
      expect(readdirSync(root)).to.have.members(['file.txt', 'folder']);
    });

    if (kind.name === 'Samba') {
      it('cannot share bytes on this file system, which is ENOTSUP, and leaves nothing', async () => {
        const error = await failure(share.copyFile('file.txt', 'clone', constants.COPYFILE_FICLONE_FORCE));
        expect(error).to.include({ code: 'ENOTSUP', syscall: 'copyfile', dest: 'clone' });
        expect(readdirSync(root)).to.deep.equal(['file.txt']);
        await share.copyFile('file.txt', 'clone', constants.COPYFILE_FICLONE); // which only asks for it
        expect(readFileSync(on('clone'), 'utf8')).to.equal('hello');
      });
    } else {
      it('clones, which ends in the middle of a cluster', async () => {
        for (const size of [5, 4096, 100_001]) {
          const content = randomBytes(size);
          writeFileSync(on('file.txt'), content);
          await share.copyFile('file.txt', `clone ${size}`, constants.COPYFILE_FICLONE_FORCE);
          expect(readFileSync(on(`clone ${size}`)).equals(content)).to.equal(true);
        }
      });
    }

    it('can be aborted, and leaves nothing', async () => {
      writeFileSync(on('source'), randomBytes(40 * MIB));
      writeFileSync(on('copy'), 'what was there');
      const abort = new AbortController();
      const copied = reason(share.copyFile('source', 'copy', { signal: abort.signal }));
      setTimeout(() => abort.abort(), 10);
      expect(await copied).to.include({ code: 'ABORT_ERR' });
      while (readdirSync(root).length > 3) await share.stat('/'); // the server is still removing it
      expect(readdirSync(root)).to.have.members(['copy', 'file.txt', 'source']);
      expect(readFileSync(on('copy'), 'utf8')).to.equal('what was there');
    });
  });

  describe('FSCTL_SRV_COPYCHUNK', () => {
    it('tells what the server takes where it is asked for more', async () => {
      writeFileSync(on('source'), Buffer.alloc(3 * MIB, 7));
      await using source = await share.open('source');
      await using dest = await share.open('dest', 'w');
      const { output } = await firstValueFrom(fsctl(source, FSCTL_SRV_REQUEST_RESUME_KEY, undefined));
      const chunks = [{ sourceOffset: 0n, targetOffset: 0n, length: 2 * MIB }];
      const { status, output: limits } = await firstValueFrom(
        fsctl(dest, FSCTL_SRV_COPYCHUNK_WRITE, { sourceKey: output.resumeKey, chunks }),
      );
      expect(status).to.equal(0xc000_000d);
      expect(limits).to.deep.equal({
        chunksWritten: 256,
        chunkBytesWritten: MIB,
        totalBytesWritten: 16 * MIB,
      });
    });

    it('of a key that the server does not know fails with ENOENT', async () => {
      await using dest = await share.open('dest', 'w');
      const chunks = [{ sourceOffset: 0n, targetOffset: 0n, length: 1 }];
      const refused = fsctl(dest, FSCTL_SRV_COPYCHUNK_WRITE, { sourceKey: new Uint8Array(24), chunks });
      expect(await failure(firstValueFrom(refused))).to.include({ code: 'ENOENT', command: 'IOCTL' });
    });

    it('of more than the source has fails with ERR_SMB_TRUNCATED', async () => {
      await using source = await share.open('file.txt');
      await using dest = await share.open('dest', 'w');
      expect(await failure(firstValueFrom(copyOnServer(source, dest, 6)))).to.include({
        code: 'ERR_SMB_TRUNCATED',
        status: 'STATUS_INVALID_VIEW_SIZE',
      });
      expect(await firstValueFrom(copyOnServer(source, dest, 5))).to.equal(5);
      expect(readFileSync(on('dest'), 'utf8')).to.equal('hello');
    });
  });

  describe('cp', () => {
    beforeEach(() => {
      mkdirSync(on('tree/a/b/c'), { recursive: true });
      mkdirSync(on('tree/empty'));
      for (let index = 0; index < 40; index++) writeFileSync(on(`tree/a/file-${index}`), `content ${index}`);
      writeFileSync(on('tree/a/b/c/deep.bin'), randomBytes(3 * MIB));
      writeFileSync(on('tree/top.txt'), 'top');
      utimesSync(on('tree/top.txt'), 1_000_000_000, 1_000_000_000);
      utimesSync(on('tree/a'), 1_100_000_000, 1_100_000_000);
    });

    /** But for times: the copies are new. */
    const differences = (one: string, other: string) =>
      compareTrees(on(one), on(other)).filter(line => !line.startsWith('times'));

    it('copies a tree on the server', async () => {
      const spy = new Spy(share);
      await share.cp('tree', 'new/copy', { recursive: true });
      expect(differences('tree', 'new/copy')).to.deep.equal([]);
      expect(spy.of(Command.WRITE).length + spy.of(Command.READ).length).to.equal(0);
      await share.cp('tree/top.txt', 'elsewhere/top.txt');
      expect(readFileSync(on('elsewhere/top.txt'), 'utf8')).to.equal('top');
    });

    it('with its times', async () => {
      await share.cp('tree', 'copy', { recursive: true, preserveTimestamps: true });
      for (const path of ['top.txt', 'a', 'a/b/c/deep.bin', '.']) {
        const [copy, source] = [join('copy', path), join('tree', path)].map(
          each => statSync(on(each)).mtimeMs,
        );
        expect(copy, path).to.be.closeTo(source!, 0.001); // SMB counts by 100 ns
      }
    });

    it('merges into a folder; force and errorOnExist say what becomes of what is there', async () => {
      mkdirSync(on('copy'));
      writeFileSync(on('copy/top.txt'), 'mine');
      writeFileSync(on('copy/other'), 'stays');
      await share.cp('tree', 'copy', { recursive: true, force: false });
      expect(readFileSync(on('copy/top.txt'), 'utf8')).to.equal('mine');
      expect(readFileSync(on('copy/a/file-7'), 'utf8')).to.equal('content 7');
      expect(
        await failure(share.cp('tree', 'copy', { recursive: true, force: false, errorOnExist: true })),
      ).to.include({ code: 'EEXIST', syscall: 'cp' });
      await share.cp('tree', 'copy', { recursive: true });
      expect(readFileSync(on('copy/top.txt'), 'utf8')).to.equal('top');
      expect(readFileSync(on('copy/other'), 'utf8')).to.equal('stays');
    });

    it('leaves out what a filter refuses, asked for nothing below', async () => {
      const asked: string[] = [];
      const filter = (src: string, dest: string) => {
        asked.push(src);
        expect(dest).to.equal(src.replace('tree', 'copy'));
        return !src.endsWith('/a');
      };
      await share.cp('tree', 'copy', { recursive: true, filter });
      expect(readdirSync(on('copy'))).to.have.members(['empty', 'top.txt']);
      expect(asked).to.have.members(['tree', 'tree/a', 'tree/empty', 'tree/top.txt']);
    });

    it('and by one that takes its time', async () => {
      const asked: string[] = [];
      const filter = async (src: string) => {
        asked.push(src);
        await new Promise(resolve => setImmediate(resolve));
        return !/\/b$|file-1/.test(src);
      };
      await share.cp('tree', 'copy', { recursive: true, filter });
      const names = Array.from({ length: 40 }, (_, index) => `file-${index}`);
      expect(readdirSync(on('copy/a'))).to.have.members(names.filter(name => !name.startsWith('file-1')));
      expect(asked).to.not.include('tree/a/b/c');
      await share.cp('tree', 'nothing', { recursive: true, filter: () => false });
      expect(readdirSync(root)).to.not.include('nothing');
    });

    it('refuses what cannot be', async () => {
      const code = async (src: string, dest: string, options = {}) =>
        (await failure(share.cp(src, dest, options))).code;
      expect(await code('tree', 'copy')).to.equal('EISDIR');
      expect(await code('tree', 'tree', { recursive: true })).to.equal('EINVAL');
      expect(await code('tree', 'tree/a/new', { recursive: true })).to.equal('EINVAL');
      expect(await code('tree', 'TREE/a/new', { recursive: true })).to.equal('EINVAL');
      expect(await code('/', 'tree/new', { recursive: true })).to.equal('EINVAL');
      expect(await code('tree', 'file.txt', { recursive: true })).to.equal('ENOTDIR');
      mkdirSync(on('other'));
      writeFileSync(on('other/a'), 'mine');
      expect(await failure(share.cp('tree', 'other', { recursive: true }))).to.include({
        code: 'ENOTDIR',
        syscall: 'cp',
        path: 'tree/a',
        dest: 'other/a',
      });
      expect(readFileSync(on('other/a'), 'utf8')).to.equal('mine');
      rmSync(on('other'), { recursive: true });
      expect(await code('file.txt', 'tree')).to.equal('EISDIR');
      expect(await code('no', 'copy')).to.equal('ENOENT');
      expect(readdirSync(root)).to.have.members(['file.txt', 'tree']);
    });
  });
});
