import { expect } from 'chai';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  constants,
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
import { lastValueFrom } from 'rxjs';
import { fsctl } from '../../lib/commands/fsctl.ts';
import type { Pdu } from '../../lib/commands/pdu.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import {
  FSCTL_DELETE_REPARSE_POINT,
  FSCTL_GET_REPARSE_POINT,
  FSCTL_SET_REPARSE_POINT,
} from '../../lib/wire/fscc/fsctl-reparse-point.ts';
import { ReparseTag } from '../../lib/wire/fscc/reparse/reparse-tag.ts';
import { type SambaOptions, type SambaServer, sharedSamba } from '../support/samba.ts';
import { malformedFrames, pcapFile } from '../support/tshark.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';

const { F_OK, R_OK, W_OK, X_OK } = constants;
const isRoot = process.getuid?.() === 0;

/** A share where nobody may do what the mode of a file forbids, and one that nobody may write to. */
const OPTIONS: SambaOptions = {
  shares: {
    share: {},
    guarded: { settings: isRoot ? { 'force user': 'nobody' } : {} },
    still: { settings: { 'read only': true } },
  },
};

describe('live: links', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  /** The same folder, with XSym files for links. */
  let xsym: Share;
  let root: string;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    server = await sharedSamba(OPTIONS);
    root = join(server.path, 'links');
    mkdirSync(root);
    share = await mount(server.url(undefined, { path: 'links' }));
    delete process.env['RXSMB_PCAP']; // one connection a capture
    xsym = await mount(server.url(undefined, { path: 'links' }), { symlinks: 'xsym' });
  });

  after(async () => {
    await share.close();
    await xsym.close();
    rmSync(root, { recursive: true, force: true });
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  beforeEach(() => {
    for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true });
    writeFileSync(on('file.txt'), 'hello');
    mkdirSync(on('folder'));
  });

  afterEach(() => nothingOpen(server, share, 'links'));

  const on = (path: string) => join(root, path);

  describe('lstat', () => {
    it('tells what stat tells of files and folders', async () => {
      for (const path of ['file.txt', 'folder', '']) {
        const [stats, lstats] = [await share.stat(path), await share.lstat(path)];
        expect(lstats, path).to.deep.equal(stats);
        expect(lstats.fileId).to.equal(statSync(on(path), { bigint: true }).ino);
        expect(lstats.isSymbolicLink()).to.equal(false);
      }
    });

    it('shows what a link on the disk leads to, since Samba follows it without a word', async () => {
      symlinkSync('file.txt', on('link'));
      const inode = statSync(on('file.txt'), { bigint: true }).ino;
      expect((await share.stat('link')).fileId).to.equal(inode);
      const lstats = await share.lstat('link');
      expect(lstats.fileId).to.equal(inode);
      expect(lstats).to.include({ mode: 0o100666, size: 5, reparseTag: 0 });
    });

    it('fails with ENOENT', async () => {
      expect(await failure(share.lstat('no'))).to.include({ code: 'ENOENT', syscall: 'lstat', path: 'no' });
    });
  });

  describe('access', () => {
    let guarded: Share;
    let still: Share;
    before(async () => {
      guarded = await mount(server.url('guarded'));
      still = await mount(server.url('still'));
      const write = (name: string, mode: number) => {
        writeFileSync(join(server.sharePath('guarded'), name), '');
        chmodSync(join(server.sharePath('guarded'), name), mode);
      };
      // for the owner who is not root, and for others if the owner is root
      write('readable', 0o444);
      write('writable', 0o666);
      write('program', 0o555);
      write('secret', 0o000);
      writeFileSync(join(server.sharePath('still'), 'file.txt'), '');
    });
    after(async () => {
      await guarded.close();
      await still.close();
    });

    it('grants what the server grants', async () => {
      await share.access('file.txt');
      await share.access('file.txt', R_OK | W_OK);
      await share.access('folder', R_OK | W_OK | X_OK);
      await share.access('', R_OK | W_OK);
      await guarded.access('readable', R_OK);
      await guarded.access('writable', R_OK | W_OK);
      await guarded.access('program', R_OK | X_OK);
      await guarded.access('secret', F_OK);
      await still.access('file.txt', R_OK);
    });

    it('fails with EACCES where the server refuses, and ENOENT where nothing is', async () => {
      const cases: [Share, string, number, string][] = [
        [guarded, 'readable', W_OK, 'EACCES'],
        [guarded, 'readable', R_OK | W_OK, 'EACCES'],
        [guarded, 'writable', X_OK, 'EACCES'],
        [guarded, 'secret', R_OK, 'EACCES'],
        [still, 'file.txt', W_OK, 'EACCES'],
        [share, 'no', F_OK, 'ENOENT'],
        [share, 'no/more', F_OK, 'ENOENT'],
      ];
      for (const [where, path, mode, code] of cases) {
        expect(await failure(where.access(path, mode)), `${path} ${mode}`).to.include({
          code,
          syscall: 'access',
          path,
        });
      }
    });

    it('says that what is read-only cannot be written, whoever asks', async () => {
      await server.smbclient('setmode links/file.txt +r');
      expect(await failure(share.access('file.txt', W_OK))).to.include({ code: 'EACCES', path: 'file.txt' });
      await share.access('file.txt', R_OK);
    });

    it('does not take a file in use for one that is forbidden', async () => {
      await using handle = await share.open('file.txt', 'r+', { shareAccess: 0 });
      expect(handle.path).to.equal('file.txt');
      await share.access('file.txt', R_OK | W_OK);
    });

    it('refuses what is no mode', async () => {
      expect(await reason(share.access('file.txt', 8))).to.include({ code: 'ERR_OUT_OF_RANGE' });
    });
  });

  describe('link', () => {
    it('gives one more name to the same file, in another folder too', async () => {
      await share.link('file.txt', 'b');
      await share.link('file.txt', 'folder/with a long name: α');
      const { ino, nlink } = statSync(on('file.txt'));
      expect(nlink).to.equal(3);
      expect(statSync(on('b')).ino).to.equal(ino);
      expect((await share.stat('folder/with a long name: α')).fileId).to.equal(BigInt(ino));
      await share.writeFile('b', 'changed');
      expect(readFileSync(on('file.txt'), 'utf8')).to.equal('changed');
      await share.unlink('file.txt');
      expect(await share.readFile('b', 'utf8')).to.equal('changed');
    });

    it('is seen by smbclient as the same file', async () => {
      await share.link('file.txt', 'twin');
      const shown = await server.smbclient('cd links; ls');
      expect(shown)
        .to.match(/file\.txt.* 5 /)
        .and.to.match(/twin.* 5 /);
    });

    it('fails as on Linux', async () => {
      const cases: [string, string, string][] = [
        ['no', 'x', 'ENOENT'],
        ['file.txt', 'no/x', 'ENOENT'],
        ['file.txt', 'folder', 'EEXIST'],
        ['file.txt', 'file.txt', 'EEXIST'],
        ['folder', 'x', 'EISDIR'],
        ['', 'x', 'EBUSY'],
      ];
      for (const [path, dest, code] of cases) {
        const error = await failure(share.link(path, dest));
        expect(error, `${path} ${dest}`).to.include({ code, syscall: 'link', path, dest });
      }
    });

    it('is denied on a share that is read-only, which Samba alone would not do', async () => {
      const still = await mount(server.url('still'));
      writeFileSync(join(server.sharePath('still'), 'file.txt'), '');
      expect(await failure(still.link('file.txt', 'more'))).to.include({ code: 'EACCES' });
      expect(existsSync(join(server.sharePath('still'), 'more'))).to.equal(false);
      await still.close();
    });
  });

  it('the control codes of reparse points are refused by Samba, each with an error of its own', async () => {
    await using handle = await share.open('file.txt', 'r+');
    const refused = async (work: Pdu<unknown>) => {
      const { code, status } = await failure(lastValueFrom(work));
      return `${code} ${status}`;
    };
    const none = 'EINVAL STATUS_NOT_A_REPARSE_POINT';
    const link = { kind: 'wsl-symlink', target: 'x' } as const;
    expect(await refused(fsctl(handle, FSCTL_GET_REPARSE_POINT, undefined))).to.equal(none);
    expect(await refused(fsctl(handle, FSCTL_SET_REPARSE_POINT, link))).to.equal(none);
    const head = { reparseTag: ReparseTag.SYMLINK };
    expect(await refused(fsctl(handle, FSCTL_DELETE_REPARSE_POINT, head))).to.equal(none);
  });

  describe('symlink and readlink', () => {
    it('fail with ENOTSUP on Samba, which has no reparse points, and leave nothing behind', async () => {
      const error = await failure(share.symlink('file.txt', 'link'));
      expect(error).to.include({ code: 'ENOTSUP', syscall: 'symlink', path: 'file.txt', dest: 'link' });
      expect(error.message).to.contain('xsym');
      expect(await failure(share.symlink('.', 'link', 'dir'))).to.include({ code: 'ENOTSUP' });
      expect(readdirSync(root)).to.have.members(['file.txt', 'folder']);
    });

    it('make a file that macOS and Linux take for a link, where that is wanted', async () => {
      await xsym.symlink('../file.txt', 'folder/link');
      const digest = createHash('md5').update('../file.txt').digest('hex');
      const file = readFileSync(on('folder/link'), 'latin1');
      expect(file).to.have.lengthOf(1067);
      expect(file.trimEnd()).to.equal(`XSym\n0011\n${digest}\n../file.txt`);
      expect(file.slice(54)).to.equal(`\n${' '.repeat(1012)}`);
      expect(await xsym.readlink('folder/link')).to.equal('../file.txt');
      expect(await share.readlink('folder/link')).to.equal('../file.txt');
      expect((await xsym.lstat('folder/link')).isSymbolicLink()).to.equal(true);
      expect((await share.lstat('folder/link')).isSymbolicLink()).to.equal(false);
      expect((await xsym.stat('folder/link')).isFile()).to.equal(true);
    });

    it('are asked for at the call, too', async () => {
      await share.symlink('añejo/日本', 'link', { symlinks: 'xsym' });
      expect(await share.readlink('link')).to.equal('añejo/日本');
      expect(await share.readlink('link', 'buffer')).to.deep.equal(Buffer.from('añejo/日本'));
      expect(await share.readlink('link', { encoding: 'hex' })).to.equal(
        Buffer.from('añejo/日本').toString('hex'),
      );
    });

    it('never replace anything', async () => {
      expect(await failure(xsym.symlink('x', 'file.txt'))).to.include({ code: 'EEXIST' });
      expect(await failure(xsym.symlink('x', 'no/link'))).to.include({ code: 'ENOENT' });
      expect(readFileSync(on('file.txt'), 'utf8')).to.equal('hello');
    });

    it('fail for a target that is none, or does not fit', async () => {
      expect(await failure(xsym.symlink('', 'link'))).to.include({ code: 'ENOENT' });
      expect(await failure(xsym.symlink('x/'.repeat(513), 'link'))).to.include({ code: 'ENAMETOOLONG' });
      expect(await failure(xsym.symlink('folder', 'link', 'junction'))).to.include({ code: 'EINVAL' });
      expect(existsSync(on('link'))).to.equal(false);
    });

    it('fail with EINVAL for what is no link: files, folders, and what only looks like one', async () => {
      await xsym.symlink('file.txt', 'link');
      const text = readFileSync(on('link'), 'latin1');
      writeFileSync(on('forged'), text.replace('file.txt', 'file.tyt'), 'latin1');
      symlinkSync('file.txt', on('followed'));
      for (const path of ['file.txt', 'folder', 'forged', 'followed', '']) {
        expect(await failure(xsym.readlink(path)), path).to.include({
          code: 'EINVAL',
          syscall: 'readlink',
          path,
        });
      }
      expect((await xsym.lstat('forged')).isSymbolicLink()).to.equal(false);
      expect(await failure(xsym.readlink('no'))).to.include({ code: 'ENOENT' });
    });
  });

  for (const { name, samba } of CONFIGURATIONS.filter(({ mandatory }) => !mandatory)) {
    it(`work at ${name}`, async () => {
      const other = await sharedSamba(samba);
      const here = await mount(other.url(), { symlinks: 'xsym' });
      const folder = 'linked';
      await here.mkdir(folder);
      await here.writeFile(`${folder}/a`, 'a');
      await here.link(`${folder}/a`, `${folder}/b`);
      expect((await here.lstat(`${folder}/b`)).fileId).to.equal((await here.stat(`${folder}/a`)).fileId);
      await here.access(`${folder}/b`, R_OK | W_OK);
      await here.symlink('a', `${folder}/c`);
      expect(await here.readlink(`${folder}/c`)).to.equal('a');
      await here.rm(folder, { recursive: true });
      await here.close();
    });
  }
});
