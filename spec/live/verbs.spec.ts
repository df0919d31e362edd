import { expect } from 'chai';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, map, toArray } from 'rxjs';
import { close } from '../../lib/commands/close.ts';
import { create } from '../../lib/commands/create.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { Stats } from '../../lib/share/stats.ts';
import { AccessMask, CreateDisposition, FileAttributes, ShareAccess } from '../../lib/wire/smb2/create.ts';
import { type SambaOptions, sharedSamba } from '../support/samba.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';
import { type LiveServer, onEveryServer } from './servers.ts';

const isRoot = process.getuid?.() === 0;

/** A share where nobody may do what the mode of a file forbids; smbd as root needs to be told. */
const OPTIONS: SambaOptions = {
  global: { 'mangled names': false },
  shares: { share: {}, guarded: { settings: isRoot ? { 'force user': 'nobody' } : {} } },
};

/** Names that SMB, or Windows, would rather not have. */
const DIFFICULT = [
  'with space',
  ' leading space',
  'two  spaces.txt',
  '🎉 party 👩‍👩‍👧‍👦',
  'nfd-e\u0301',
  'nfc-\u00e9',
  '日本語.txt',
  'a'.repeat(255),
  '🎉'.repeat(63),
  '-dash',
  '#hash%41&;+=',
  "quote'`$HOME",
  '[brackets]{braces}(parens)!',
  '.hidden',
  'con.txt',
];

/** Names that are forbidden in SMB, each as it lies on the server's disk. */
const FORBIDDEN = new Map([
  ['a:b*?.txt', 'a\uf022b\uf021\uf025.txt'],
  ['"<>|\\', '\uf020\uf023\uf024\uf027\uf026'],
  ['ends with a dot.', 'ends with a dot\uf029'],
  ['ends with a space ', 'ends with a space\uf028'],
  ['bell\x07', 'bell\uf007'],
]);

onEveryServer('live: verbs', function (kind) {
  this.timeout(30_000);
  const capture = pcapFile();
  let server: LiveServer;
  let share: Share;
  let root: string;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    server = kind.name === 'Samba' ? await sharedSamba(OPTIONS) : await kind.shared();
    root = join(server.path, 'verbs');
    mkdirSync(root);
    share = await mount(server.url(undefined, { path: 'verbs' }));
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
    rmSync(root, { recursive: true, force: true });
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  beforeEach(() => {
    for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true });
    put('file.txt', 'hello');
    mkdirSync(join(root, 'folder/inner'), { recursive: true });
    put('folder/in.txt', '');
    mkdirSync(join(root, 'empty'));
  });

  afterEach(() => nothingOpen(server, share, 'verbs'));

  const on = (path: string) => join(root, path);
  const put = (path: string, text = '') => {
    writeFileSync(join(root, path), text);
  };

  describe('stat', () => {
    it('tells what the disk tells', async () => {
      const stats = await share.stat('file.txt');
      const local = statSync(on('file.txt'), { bigint: true });
      expect(stats).to.be.instanceOf(Stats);
      expect(stats.size).to.equal(5);
      expect(stats.mode).to.equal(0o100666);
      expect(stats.isFile()).to.equal(true);
      expect(stats.isDirectory()).to.equal(false);
      expect(stats.isSymbolicLink()).to.equal(false);
      expect(stats.fileId).to.equal(local.ino);
      expect((stats.lastWriteTime - 116_444_736_000_000_000n) * 100n).to.equal((local.mtimeNs / 100n) * 100n);
      expect(Math.abs(stats.mtimeMs - Number(local.mtimeNs) / 1e6)).to.be.below(0.002);
      expect(stats.mtime.getTime()).to.equal(Math.floor(stats.mtimeMs));
    });

    it('knows folders, and the root by all its names', async () => {
      const folder = await share.stat('folder');
      expect(folder.isDirectory()).to.equal(true);
      expect(folder.mode).to.equal(0o040777);
      expect(folder.fileAttributes & FileAttributes.DIRECTORY).to.equal(FileAttributes.DIRECTORY);
      const inode = statSync(root, { bigint: true }).ino;
      for (const path of ['/', '', '.', '//', 'folder/..', '../..']) {
        expect((await share.stat(path)).fileId, path).to.equal(inode);
      }
    });

    it('follows a link on the server', async () => {
      symlinkSync('file.txt', on('link'));
      expect((await share.stat('link')).size).to.equal(5);
    });

    it('fails with ENOENT', async () => {
      expect(await failure(share.stat('no.txt'))).to.include({
        code: 'ENOENT',
        errno: -2,
        status: 'STATUS_OBJECT_NAME_NOT_FOUND',
        command: 'CREATE',
        syscall: 'stat',
        path: 'no.txt',
        outcome: 'refused',
        retryable: false,
        fatal: false,
      });
      // what its compound answered before, perhaps contents, is not the verb's to tell
      expect(await failure(share.readFile('no.txt'))).to.not.have.any.keys('responses', 'index');
      expect((await failure(share.stat('no/no.txt'))).code).to.equal('ENOENT');
      expect((await failure(share.stat('file.txt/no.txt'))).code).to.equal('ENOENT');
    });

    it('fails with EINVAL for what no name can be, before it asks', async () => {
      expect(await failure(share.stat('nul\0'))).to.include({
        code: 'EINVAL',
        outcome: 'not-sent',
        syscall: 'stat',
      });
      expect((await failure(share.stat('b'.repeat(40_000)))).code).to.equal('ENAMETOOLONG');
      const long = await failure(share.stat('b'.repeat(300)));
      expect(long.code).to.be.oneOf(['ENAMETOOLONG', 'EINVAL', 'ENOENT']);
    });
  });

  it('exists: yes, no, and no below a file', async () => {
    for (const path of ['/', 'file.txt', 'folder', 'folder/inner'])
      expect(await share.exists(path)).to.equal(true);
    for (const path of ['no', 'no/no', 'file.txt/no']) expect(await share.exists(path)).to.equal(false);
  });

  describe('readdir and list', () => {
    it('give names, entries, and all that lies below', async () => {
      expect((await share.readdir('/')).sort()).to.deep.equal(['empty', 'file.txt', 'folder']);
      expect(await share.readdir('empty')).to.deep.equal([]);
      const entries = await share.readdir('folder', { withFileTypes: true });
      const [file, inner] = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(file).to.include({ name: 'in.txt', parentPath: 'folder' });
      expect([file?.isFile(), inner?.isDirectory()]).to.deep.equal([true, true]);
      expect(inner?.stats.fileId).to.equal(statSync(on('folder/inner'), { bigint: true }).ino);
      const all = await share.readdir('/', { recursive: true });
      expect(all.sort()).to.deep.equal(['empty', 'file.txt', 'folder', 'folder/in.txt', 'folder/inner']);
      const below = await share.readdir('/', { recursive: true, withFileTypes: true });
      const inside = below.find(({ name }) => name === 'in.txt');
      expect(inside?.parentPath).to.equal('/folder');
    });

    it('take a pattern', async () => {
      put('a1.TXT');
      put('a2.txt');
      put('b?.txt');
      expect((await share.readdir('/', { pattern: 'a*.txt' })).sort()).to.deep.equal(['a1.TXT', 'a2.txt']);
      expect(await share.readdir('/', { pattern: '?2.txt' })).to.deep.equal(['a2.txt']);
      expect(await share.readdir('/', { pattern: '*.none' })).to.deep.equal([]);
      expect(await share.readdir('/', { pattern: 'file.txt' })).to.deep.equal(['file.txt']);
      expect(await share.readdir('/', { recursive: true, pattern: '*.txt' })).to.include('folder/in.txt');
      expect((await failure(share.readdir('/', { pattern: 'a/b' }))).code).to.equal('EINVAL');
    });

    it('list all of 5,000 entries, in arrays', async () => {
      mkdirSync(on('many'));
      const names = Array.from({ length: 5_000 }, (_, at) => `entry ${String(at).padStart(4, '0')}`);
      for (const name of names) put(`many/${name}`);
      expect((await share.readdir('many')).sort()).to.deep.equal(names);
      const arrays = await lastValueFrom(share.list('many').pipe(toArray()));
      expect(arrays.length).to.be.at.least(3);
      expect(arrays.map(({ length }) => length)).not.to.include(0);
      expect(arrays.flatMap(entries => entries.map(({ name }) => name)).sort()).to.deep.equal(names);
      let pulled = 0;
      for await (const entries of share.list('many', { pattern: 'entry 1*' })) pulled += entries.length;
      expect(pulled).to.equal(1_000);
      for await (const entries of share.list('many')) {
        expect(entries).not.to.have.lengthOf(0);
        break;
      }
    });

    it('fail on what is no folder, or not there', async () => {
      expect(await failure(share.readdir('file.txt'))).to.include({ code: 'ENOTDIR', syscall: 'scandir' });
      expect(await failure(share.readdir('no'))).to.include({ code: 'ENOENT', path: 'no' });
      expect(await failure(lastValueFrom(share.list('no')))).to.include({
        code: 'ENOENT',
        syscall: 'scandir',
      });
    });
  });

  describe('names', () => {
    it('pass from the disk to the client', async () => {
      for (const name of DIFFICULT) put(`folder/${name}`, name);
      const names = await share.readdir('folder');
      expect(names.sort()).to.deep.equal([...DIFFICULT, 'in.txt', 'inner'].sort());
      for (const name of DIFFICULT) {
        expect((await share.stat(`folder/${name}`)).size, name).to.equal(Buffer.byteLength(name));
      }
    });

    it('pass from the client to the disk', async () => {
      for (const name of DIFFICULT) await share.mkdir(`empty/${name}`);
      expect(readdirSync(on('empty')).sort()).to.deep.equal([...DIFFICULT].sort());
      for (const name of DIFFICULT) await share.rmdir(`empty/${name}`);
      expect(readdirSync(on('empty'))).to.deep.equal([]);
    });

    it('are mapped where SMB forbids them, both ways', async () => {
      for (const name of FORBIDDEN.keys()) await share.mkdir(`empty/${name}`);
      // ours turns them back on the disk, Samba keeps them as they come
      const onDisk = kind.name === 'Samba' ? FORBIDDEN.values() : FORBIDDEN.keys();
      expect(readdirSync(on('empty')).sort()).to.deep.equal([...onDisk].sort());
      expect((await share.readdir('empty')).sort()).to.deep.equal([...FORBIDDEN.keys()].sort());
      expect(await share.readdir('empty', { pattern: 'a:b*' })).to.deep.equal(['a:b*?.txt']);
      for (const name of FORBIDDEN.keys()) {
        expect((await share.stat(`empty/${name}`)).isDirectory()).to.equal(true);
        await share.rename(`empty/${name}`, `folder/x${name}`);
      }
      expect(readdirSync(on('empty'))).to.deep.equal([]);
    });

    it('are refused unmapped with mapNames: false', async () => {
      const plain = await mount(server.url(undefined, { path: 'verbs' }), { mapNames: false });
      expect(await failure(plain.mkdir('a:b'))).to.include({
        code: 'EINVAL',
        syscall: 'mkdir',
        outcome: 'not-sent',
      });
      await plain.close();
    });
  });

  describe('mkdir', () => {
    it('makes a folder', async () => {
      expect(await share.mkdir('new')).to.equal(undefined);
      expect(statSync(on('new')).isDirectory()).to.equal(true);
    });

    it('makes folders on the way, and tells the first new one', async () => {
      expect(await share.mkdir('a/b/c', { recursive: true })).to.equal('a');
      expect(await share.mkdir('/a/b/d/e', { recursive: true })).to.equal('/a/b/d');
      expect(await share.mkdir('a/b/c', { recursive: true })).to.equal(undefined);
      expect(await share.mkdir('/', { recursive: true })).to.equal(undefined);
      expect(statSync(on('a/b/c')).isDirectory()).to.equal(true);
    });

    it('makes the root of a mount too', async () => {
      const deeper = await mount(server.url(undefined, { path: 'verbs/x/y' }));
      expect((await failure(deeper.stat('/'))).code).to.equal('ENOENT');
      expect(await deeper.mkdir('z', { recursive: true })).to.equal('');
      expect(statSync(on('x/y/z')).isDirectory()).to.equal(true);
      await deeper.close();
    });

    it('fails with EEXIST, ENOENT, ENOTDIR', async () => {
      const fails = async (path: string, recursive: boolean, code: string) => {
        expect(await failure(share.mkdir(path, { recursive }))).to.include({ code, path, syscall: 'mkdir' });
      };
      await fails('folder', false, 'EEXIST');
      await fails('file.txt', false, 'EEXIST');
      await fails('/', false, 'EEXIST');
      await fails('no/new', false, 'ENOENT');
      await fails('file.txt', true, 'EEXIST');
      await fails('file.txt/a/b', true, 'ENOTDIR');
    });
  });

  describe('unlink and rmdir', () => {
    it('remove', async () => {
      await share.unlink('file.txt');
      await share.rmdir('empty');
      expect(readdirSync(root)).to.deep.equal(['folder']);
    });

    it('fail as on Linux', async () => {
      expect(await failure(share.unlink('folder'))).to.include({
        code: 'EISDIR',
        syscall: 'unlink',
        path: 'folder',
      });
      expect(await failure(share.unlink('no'))).to.include({ code: 'ENOENT', syscall: 'unlink' });
      expect(await failure(share.rmdir('file.txt'))).to.include({ code: 'ENOTDIR', syscall: 'rmdir' });
      expect(await failure(share.rmdir('folder'))).to.include({
        code: 'ENOTEMPTY',
        syscall: 'rmdir',
        command: 'SET_INFO',
        status: 'STATUS_DIRECTORY_NOT_EMPTY',
      });
      expect(await failure(share.rmdir('no'))).to.include({ code: 'ENOENT' });
      expect(await failure(share.rmdir('/'))).to.include({ code: 'EBUSY', outcome: 'not-sent' });
      expect(existsSync(on('folder/in.txt'))).to.equal(true);
    });

    it('remove what is read-only', async () => {
      await server.smbclient('cd verbs; setmode file.txt +rh; setmode empty +r');
      const stats = await share.stat('file.txt');
      expect(stats.fileAttributes & FileAttributes.READONLY).to.equal(FileAttributes.READONLY);
      expect(stats.mode).to.equal(0o100444);
      await share.unlink('file.txt');
      await share.rmdir('empty');
      expect(readdirSync(root)).to.deep.equal(['folder']);
    });

    it('remove a link on the server, not what it leads to', async () => {
      symlinkSync('file.txt', on('link'));
      await share.unlink('link');
      expect(readdirSync(root).sort()).to.deep.equal(['empty', 'file.txt', 'folder']);
    });

    it('fail with EBUSY while another has the file for himself, and may be tried again', async () => {
      const handle = await opened('file.txt', ShareAccess.NONE);
      expect(await failure(share.unlink('file.txt'))).to.include({ code: 'EBUSY', retryable: true });
      expect(await failure(share.rename('file.txt', 'x'))).to.include({
        code: 'EBUSY',
        path: 'file.txt',
        dest: 'x',
      });
      await lastValueFrom(close(handle));
      await share.unlink('file.txt');
    });

    it('count what is about to go as gone', async () => {
      const handle = await opened('file.txt', ShareAccess.READ | ShareAccess.DELETE);
      await share.unlink('file.txt');
      expect(await share.exists('file.txt')).to.equal(false);
      expect((await failure(share.stat('file.txt'))).code).to.equal('ENOENT');
      expect((await failure(share.unlink('file.txt'))).code).to.equal('ENOENT');
      await share.rm('file.txt', { force: true });
      await lastValueFrom(close(handle));
      expect(existsSync(on('file.txt'))).to.equal(false);
    });
  });

  describe('rm', () => {
    it('of a folder names the file in it that somebody has open, which goes when he closes it', async () => {
      await share.mkdir('held/deep', { recursive: true });
      await share.writeFile('held/deep/open.txt', 'x');
      await share.writeFile('held/other.txt', 'x');
      const handle = await share.open('held/deep/open.txt');
      const error = await failure(share.rm('held', { recursive: true }));
      expect(error).to.include({ code: 'EBUSY', path: 'held/deep/open.txt', retryable: true, syscall: 'rm' });
      await handle.close();
      await share.rm('held', { recursive: true });
      expect(await share.exists('held')).to.equal(false);
    });

    it('removes a file, and nothing that is not there by force', async () => {
      await share.rm('file.txt');
      expect(await failure(share.rm('file.txt'))).to.include({
        code: 'ENOENT',
        syscall: 'rm',
        path: 'file.txt',
      });
      await share.rm('file.txt', { force: true });
      await share.rm('no/no/no', { force: true, recursive: true });
    });

    it('removes folders only when told to', async () => {
      expect(await failure(share.rm('folder'))).to.include({ code: 'EISDIR', syscall: 'rm' });
      expect(await failure(share.rm('empty', { force: true }))).to.include({ code: 'EISDIR' });
      await share.rm('empty', { recursive: true });
      await share.rm('file.txt', { recursive: true });
      await share.rm('folder', { recursive: true });
      expect(readdirSync(root)).to.deep.equal([]);
    });

    it('removes a large tree, read-only files and difficult names included', async () => {
      for (let folder = 0; folder < 12; folder++) {
        mkdirSync(on(`tree/${folder}/a/b`), { recursive: true });
        for (let file = 0; file < 40; file++) put(`tree/${folder}/a/${file}`, 'x');
      }
      for (const name of DIFFICULT) put(`tree/${name}`);
      await server.smbclient('cd verbs\\tree\\3\\a; setmode 7 +r');
      symlinkSync('../file.txt', on('tree/link'));
      await share.rm('tree', { recursive: true, concurrency: 3 });
      expect(readdirSync(root).sort()).to.deep.equal(['empty', 'file.txt', 'folder']);
    });

    it('names what it could not remove', async () => {
      const handle = await opened('folder/in.txt', ShareAccess.NONE);
      expect(await failure(share.rm('folder', { recursive: true }))).to.include({
        code: 'EBUSY',
        syscall: 'rm',
        path: 'folder/in.txt',
      });
      await lastValueFrom(close(handle));
      await share.rm('folder', { recursive: true });
    });

    it('leaves the root alone', async () => {
      for (const path of ['', '/', '..', 'folder/..']) {
        expect(await failure(share.rm(path, { recursive: true, force: true }))).to.include({ code: 'EBUSY' });
      }
      expect(readdirSync(root)).to.have.lengthOf(3);
    });
  });

  describe('rename', () => {
    it('moves a file, across folders, and over another', async () => {
      await share.rename('file.txt', 'folder/moved.txt');
      expect(readFileSync(on('folder/moved.txt'), 'utf8')).to.equal('hello');
      await share.rename('folder/moved.txt', '/folder/in.txt');
      expect(readFileSync(on('folder/in.txt'), 'utf8')).to.equal('hello');
      expect(readdirSync(root).sort()).to.deep.equal(['empty', 'folder']);
    });

    it('moves a folder with all it holds, over an empty one too', async () => {
      await share.rename('folder', 'empty');
      expect(readdirSync(on('empty')).sort()).to.deep.equal(['in.txt', 'inner']);
      await share.rename('empty', 'EMPTY');
      expect(readdirSync(root).sort()).to.deep.equal(['EMPTY', 'file.txt']);
    });

    it('does nothing to itself', async () => {
      await share.rename('file.txt', 'file.txt');
      await share.rename('empty', 'empty');
      expect(readdirSync(root)).to.have.lengthOf(3);
    });

    it('fails as on Linux', async () => {
      const fails = async (path: string, dest: string, code: string, replace = true) => {
        const error = await failure(share.rename(path, dest, { replace }));
        expect(error, `${path} -> ${dest}`).to.include({ code, path, dest, syscall: 'rename' });
      };
      await fails('no', 'new', 'ENOENT');
      await fails('file.txt', 'no/new', 'ENOENT');
      await fails('file.txt', 'folder/in.txt', 'EEXIST', false);
      await fails('file.txt', 'folder', 'EISDIR');
      await fails('folder', 'file.txt', 'ENOTDIR');
      await fails('empty', 'folder', 'ENOTEMPTY');
      await fails('folder', 'folder/inner/x', 'EINVAL');
      await fails('/', 'x', 'EBUSY');
      await fails('file.txt', '/', 'EBUSY');
      expect(readdirSync(root)).to.have.lengthOf(3);
    });
  });

  describe('truncate', () => {
    it('cuts, and fills with zeros, beyond 4 GiB too', async () => {
      await share.truncate('file.txt', 2);
      expect(readFileSync(on('file.txt'), 'utf8')).to.equal('he');
      await share.truncate('file.txt', 4);
      expect(readFileSync(on('file.txt'), 'latin1')).to.equal('he\0\0');
      await share.truncate('file.txt', 5_000_000_001);
      expect(statSync(on('file.txt')).size).to.equal(5_000_000_001);
      expect((await share.stat('file.txt')).size).to.equal(5_000_000_001);
      await share.truncate('file.txt');
      expect(statSync(on('file.txt')).size).to.equal(0);
    });

    it('fails', async () => {
      expect(await failure(share.truncate('folder'))).to.include({ code: 'EISDIR', syscall: 'truncate' });
      expect(await failure(share.truncate('no'))).to.include({ code: 'ENOENT' });
      expect(await reason(share.truncate('file.txt', 1.5))).to.be.instanceOf(RangeError);
      expect(readFileSync(on('file.txt'), 'utf8')).to.equal('hello');
    });
  });

  describe('utimes', () => {
    it('takes seconds, text, dates and ticks, the last exactly', async () => {
      await share.utimes('file.txt', 1_000.5, new Date(1_700_000_000_123));
      let stats = await share.stat('file.txt');
      expect([stats.atimeMs, stats.mtimeMs]).to.deep.equal([1_000_500, 1_700_000_000_123]);
      await share.utimes('file.txt', '1700000001.25', -1);
      stats = await share.stat('file.txt');
      expect([stats.atimeMs, stats.mtimeMs]).to.deep.equal([1_700_000_001_250, -1_000]);
      const [atime, mtime] = [133_000_000_000_000_001n, 133_123_456_789_012_345n];
      await share.utimes('file.txt', atime, mtime);
      stats = await share.stat('file.txt');
      expect([stats.lastAccessTime, stats.lastWriteTime]).to.deep.equal([atime, mtime]);
      const { mtimeNs } = statSync(on('file.txt'), { bigint: true });
      const ns = (mtime - 116_444_736_000_000_000n) * 100n;
      // Node cuts to microseconds what it writes to the disk
      expect(mtimeNs).to.equal(kind.name === 'Samba' ? ns : (ns / 1000n) * 1000n);
    });

    it('works on folders', async () => {
      await share.utimes('folder', 1, 2);
      expect(statSync(on('folder')).mtimeMs).to.equal(2_000);
    });

    it('fails', async () => {
      expect(await failure(share.utimes('no', 0, 0))).to.include({ code: 'ENOENT', syscall: 'utime' });
      expect(await reason(share.utimes('file.txt', 'soon', 0))).to.be.instanceOf(TypeError);
      expect(await reason(share.utimes('file.txt', 0n, 0))).to.be.instanceOf(RangeError);
    });
  });

  it('statfs tells the room there is', async () => {
    for (const path of [undefined, 'folder']) {
      const { bsize, blocks, bfree, bavail } = await share.statfs(path);
      expect(bsize).to.be.above(0);
      expect(blocks).to.be.above(0);
      expect(bfree).to.be.within(0, blocks);
      expect(bavail).to.be.within(0, blocks);
    }
    expect(await failure(share.statfs('no'))).to.include({ code: 'ENOENT', syscall: 'statfs' });
  });

  it('are cold, and each subscription is a request of its own', async () => {
    const making = share.mkdir('cold');
    expect(existsSync(on('cold'))).to.equal(false);
    await making;
    expect((await failure(making)).code).to.equal('EEXIST');
    const sizes = await lastValueFrom(
      share.stat('file.txt').pipe(
        map(({ size }) => size),
        toArray(),
      ),
    );
    expect(sizes).to.deep.equal([5]);
  });

  it('come as plain promises too', async () => {
    const fs = share.promises;
    expect(fs.stat('file.txt')).to.be.instanceOf(Promise);
    await fs.mkdir('p/q', { recursive: true });
    await fs.rename('file.txt', 'p/q/r');
    expect(await fs.readdir('p/q')).to.deep.equal(['r']);
    expect((await fs.readdir('p', { withFileTypes: true }))[0]?.isDirectory()).to.equal(true);
    await fs.utimes('p/q/r', 1, 1);
    await fs.truncate('p/q/r', 1);
    expect((await fs.stat('p/q/r')).size).to.equal(1);
    expect(await fs.exists('p/q/r')).to.equal(true);
    expect((await fs.statfs()).type).to.equal(0xfe534d42);
    await fs.unlink('p/q/r');
    await fs.rmdir('p/q');
    await fs.rm('p', { recursive: true });
    expect(await failure(fs.stat('p'))).to.include({ code: 'ENOENT', syscall: 'stat' });
  });

  // rights of another user, and signing algorithms one by one, are Samba's to offer
  if (kind.name !== 'Samba') return;

  describe('without the right to', () => {
    let guarded: Share;
    let path: string;

    before(async () => {
      path = server.sharePath('guarded');
      mkdirSync(join(path, 'closed'));
      mkdirSync(join(path, 'fixed/inner'), { recursive: true });
      writeFileSync(join(path, 'fixed/file'), 'x', { mode: 0o444 });
      chmodSync(join(path, 'fixed'), 0o555);
      chmodSync(join(path, 'closed'), 0);
      guarded = await mount(server.url('guarded'));
    });

    after(async () => {
      await guarded.close();
      chmodSync(join(path, 'closed'), 0o755);
      chmodSync(join(path, 'fixed'), 0o755);
    });

    it('fail with EACCES', async () => {
      const denied = async (syscall: string, work: PromiseLike<unknown>) => {
        expect(await failure(work), syscall).to.include({
          code: 'EACCES',
          syscall,
          status: 'STATUS_ACCESS_DENIED',
        });
      };
      await denied('scandir', guarded.readdir('closed'));
      await denied('mkdir', guarded.mkdir('fixed/new'));
      await denied('unlink', guarded.unlink('fixed/file'));
      await denied('rename', guarded.rename('fixed/file', 'fixed/other'));
      await denied('rmdir', guarded.rmdir('fixed/inner'));
      expect(await guarded.exists('fixed/file')).to.equal(true);
    });

    it('tell a walk of the folder', async () => {
      const error = await failure(lastValueFrom(guarded.walk('/')));
      expect(error).to.include({ code: 'EACCES', syscall: 'scandir', path: '/closed' });
      const told: string[] = [];
      const found = await lastValueFrom(
        guarded
          .walk('/', { onError: (reason, where) => told.push(`${(reason as Error).name} ${where}`) })
          .pipe(
            map(entry => entry.path),
            toArray(),
          ),
      );
      expect(told).to.deep.equal(['SmbError closed']);
      expect(found.sort()).to.deep.equal(['closed', 'fixed', 'fixed/file', 'fixed/inner']);
    });
  });

  for (const { name, samba } of CONFIGURATIONS.filter(({ mandatory }) => !mandatory)) {
    it(`work at ${name}`, async () => {
      const other = await sharedSamba(samba);
      const plain = await mount(other.url());
      await plain.rm('dir', { recursive: true, force: true });
      expect(await plain.mkdir('dir/a/b', { recursive: true })).to.equal('dir');
      await plain.rename('dir/a/b', 'dir/c');
      await plain.utimes('dir/c', 5, 6);
      expect((await plain.stat('dir/c')).mtimeMs).to.equal(6_000);
      expect((await plain.readdir('dir')).sort()).to.deep.equal(['a', 'c']);
      expect((await failure(plain.rmdir('dir'))).code).to.equal('ENOTEMPTY');
      expect((await failure(plain.unlink('dir/a'))).code).to.equal('EISDIR');
      expect((await plain.statfs()).blocks).to.be.above(0);
      await plain.rm('dir', { recursive: true });
      expect(await plain.exists('dir')).to.equal(false);
      await plain.close();
    });
  }

  async function opened(path: string, shareAccess: number) {
    const { handle } = await lastValueFrom(
      create(share.tree, {
        path: `verbs\\${path.replaceAll('/', '\\')}`,
        desiredAccess: AccessMask.READ_DATA,
        shareAccess,
        createDisposition: CreateDisposition.OPEN,
      }),
    );
    return handle;
  }
});
