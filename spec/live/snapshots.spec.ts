import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { firstValueFrom, lastValueFrom, map, reduce, toArray } from 'rxjs';
import { enumerateSnapshots } from '../../lib/operators/enumerate-snapshots.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import { Command } from '../../lib/wire/smb2/command.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { freshFolder } from '../support/temp.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';
import { Spy } from './spy.ts';

const OLD = '@GMT-2025.06.30-23.59.59';
const NEW = '@GMT-2026.01.31-10.00.00';

describe('live: snapshots', function () {
  this.timeout(60_000);
  const capture = pcapFile();
  const path = freshFolder('snapshots');
  let server: SambaServer;
  let share: Share;

  const on = (name: string) => join(path, name);

  /** A share with two snapshots: of the older one `report.txt` says `old`, of the newer one `new`; now it says `now`. */
  function fill(): void {
    for (const [token, content] of [
      [OLD, 'old'],
      [NEW, 'new'],
    ] as const) {
      const snapshot = on(`.snap/${token}`);
      mkdirSync(join(snapshot, 'folder/deep'), { recursive: true });
      writeFileSync(join(snapshot, 'report.txt'), content);
      writeFileSync(join(snapshot, 'folder/gone.txt'), `${content}, and deleted since`);
      writeFileSync(join(snapshot, 'folder/deep/a'), content.repeat(100_000));
    }
    mkdirSync(on('folder/deep'), { recursive: true });
    writeFileSync(on('report.txt'), 'now');
  }

  before(async () => {
    fill();
    const settings = { 'vfs objects': 'shadow_copy2', 'shadow:mountpoint': path, 'shadow:snapdir': '.snap' };
    server = await sharedSamba({ shares: { past: { path, settings } } });
    process.env['RXSMB_PCAP'] = capture;
    share = await mount(server.url());
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await share.close();
    const contexts = await fields(capture, 'smb2.cmd == 5 && smb2.tag', ['smb2.tag']);
    expect(contexts.flat().join()).to.contain('TWrp');
    expect(await malformedFrames(capture)).to.deep.equal([]);
  });

  afterEach(() => nothingOpen(server, share, ''));

  describe('share.snapshots', () => {
    it('tells them, the newest first, with their times', async () => {
      const expected = [
        { token: NEW, date: new Date('2026-01-31T10:00:00Z') },
        { token: OLD, date: new Date('2025-06-30T23:59:59Z') },
      ];
      expect(await share.snapshots()).to.deep.equal(expected);
      expect(await share.snapshots('report.txt')).to.deep.equal(expected);
      expect(await share.promises.snapshots('folder')).to.deep.equal(expected);
    });

    it('tells what smbclient tells', async () => {
      const told = await server.smbclient('allinfo report.txt');
      for (const { token } of await share.snapshots()) expect(told).to.contain(token);
    });

    it('asks again where there are more than it made room for', async () => {
      await using handle = await share.open('folder');
      for (const room of [16, 20, 100]) {
        const tokens = await firstValueFrom(enumerateSnapshots(handle, { room }));
        expect([...tokens].sort(), String(room)).to.deep.equal([OLD, NEW]);
      }
    });

    it('fails with ENOTSUP on a share that has none, and with ENOENT', async () => {
      await using other = await mount((await sharedSamba()).url());
      expect(await failure(other.snapshots())).to.include({ code: 'ENOTSUP', syscall: 'snapshots' });
      expect(await failure(share.snapshots('no'))).to.include({ code: 'ENOENT', path: 'no' });
    });
  });

  describe('the option snapshot', () => {
    it('reads a file as it was, by a snapshot, its token, its time', async () => {
      const [newest, oldest] = await share.snapshots();
      expect(await share.readFile('report.txt', 'utf8')).to.equal('now');
      expect(await share.readFile('report.txt', { encoding: 'utf8', snapshot: newest })).to.equal('new');
      expect(await share.readFile('report.txt', { encoding: 'utf8', snapshot: oldest })).to.equal('old');
      expect(await share.readFile('report.txt', { encoding: 'utf8', snapshot: OLD })).to.equal('old');
      const time = new Date('2026-01-31T11:00:00+01:00');
      expect(await share.readFile('report.txt', { encoding: 'utf8', snapshot: time })).to.equal('new');
      const theirs = freshFolder();
      await server.smbclient(`get ${OLD}\\report.txt ${join(theirs, 'report.txt')}`);
      expect(readFileSync(join(theirs, 'report.txt'), 'utf8')).to.equal('old');
    });

    it('works with every verb that reads', async () => {
      const snapshot = OLD;
      expect((await share.stat('folder/gone.txt', { snapshot })).size).to.equal(22);
      expect(await share.exists('folder/gone.txt', { snapshot })).to.equal(true);
      expect(await share.exists('folder/gone.txt')).to.equal(false);
      expect((await share.lstat('folder/gone.txt', { snapshot })).size).to.equal(22);
      await share.access('folder/gone.txt', 0, { snapshot });
      expect(await share.readdir('folder', { snapshot })).to.have.members(['deep', 'gone.txt']);
      expect(await share.readdir('', { snapshot, recursive: true })).to.include.members([
        'report.txt',
        'folder/gone.txt',
        'folder/deep/a',
      ]);
      const listed = share.list('folder', { snapshot }).pipe(reduce((sum, some) => sum + some.length, 0));
      expect(await lastValueFrom(listed)).to.equal(2);
      const walked = share.walk('folder', { snapshot }).pipe(
        map(entry => entry.path),
        toArray(),
      );
      expect(await lastValueFrom(walked)).to.have.members(['deep', 'gone.txt', 'deep/a']);
      const bytes = share
        .read('folder/deep/a', { snapshot })
        .pipe(reduce((sum, { length }) => sum + length, 0));
      expect(await lastValueFrom(bytes)).to.equal(300_000);
      expect(await text(share.createReadStream('report.txt', { snapshot }))).to.equal('old');
      expect(await text(share.readable('report.txt', { snapshot }))).to.equal('old');
      await using handle = await share.open('report.txt', 'r', { snapshot });
      expect(await handle.readFile('utf8')).to.equal('old');
      const names: string[] = [];
      for await (const entry of await share.opendir('folder', { snapshot })) names.push(entry.name);
      expect(names).to.have.members(['deep', 'gone.txt']);
      expect((await share.getSecurity('report.txt', undefined, { snapshot })).owner).to.match(/^S-1-/);
    });

    it('shows nothing in a folder that is gone by now, if Samba is of 4.17, nor to smbclient', async () => {
      rmSync(on('folder/deep'), { recursive: true });
      const error = await failure(share.stat('folder/deep/a', { snapshot: OLD }));
      const theirs = await reason(server.smbclient(`get ${OLD}\\folder\\deep\\a ${freshFolder()}/a`));
      mkdirSync(on('folder/deep'));
      expect(error).to.include({ code: 'ENOENT', status: 'STATUS_OBJECT_PATH_NOT_FOUND' });
      expect(String(theirs)).to.contain('NT_STATUS_OBJECT_PATH_NOT_FOUND');
    });

    it('cannot be written to: EROFS, and nothing is sent for it', async () => {
      const snapshot = NEW;
      const past = { snapshot };
      await share.stat('', past); // whether there are snapshots is asked once
      const spy = new Spy(share);
      const work: PromiseLike<unknown>[] = [
        share.open('report.txt', 'r+', past),
        share.open('new.txt', 'w', past),
        share.writeFile('report.txt', 'x', past as object),
        share.appendFile('report.txt', 'x', past as object),
        share.truncate('report.txt', 1, past as object),
        share.unlink('report.txt', past as object),
        share.rename('report.txt', 'other', past as object),
        share.rm('folder', { recursive: true, ...past }),
        share.mkdir('made', past as object),
        share.utimes('report.txt', 1, 1, past as object),
      ];
      for (const each of work) expect(await failure(each)).to.include({ code: 'EROFS', outcome: 'not-sent' });
      expect(spy.requests).to.deep.equal([]);
      expect(readFileSync(on(`.snap/${NEW}/report.txt`), 'utf8')).to.equal('new');
    });

    it('is refused, not overlooked, on a share that keeps none, which is asked once', async () => {
      const plain = await sharedSamba();
      const snapshot = NEW;
      writeFileSync(join(plain.path, 'today.txt'), 'today');
      await using other = await mount(plain.url());
      const spy = new Spy(other);
      for (const work of [
        other.readFile('today.txt', { snapshot }),
        other.stat('today.txt', { snapshot }),
        other.readdir('', { snapshot }),
        other.open('today.txt', 'r', { snapshot }),
        other.copyFile('today.txt', 'copy.txt', { snapshot }),
        other.cp('today.txt', 'copy.txt', { snapshot }),
        lastValueFrom(other.walk('', { snapshot })),
        text(other.createReadStream('today.txt', { snapshot })),
      ]) {
        const error = await failure(work);
        expect(error).to.include({ code: 'ENOTSUP', outcome: 'not-sent', fatal: false });
        expect(error.message).to.contain('shadow_copy2');
      }
      expect(spy.of(Command.IOCTL)).to.have.lengthOf(1);
      expect(spy.of(Command.READ)).to.deep.equal([]);
      expect(await other.readFile('today.txt', 'utf8')).to.equal('today');
      rmSync(join(plain.path, 'today.txt'));
    });

    it('is ENOENT where there is no such snapshot, and a TypeError where it can be none', async () => {
      const never = '@GMT-1999.01.01-00.00.00';
      expect(await failure(share.readFile('report.txt', { snapshot: never }))).to.include({ code: 'ENOENT' });
      for (const wrong of ['yesterday', '@GMT-2026.02.31-00.00.00', new Date(NaN)]) {
        const error = await reason(share.stat('report.txt', { snapshot: wrong }));
        expect(error).to.be.instanceOf(TypeError).with.property('code', 'ERR_INVALID_ARG_VALUE');
      }
    });
  });

  describe('what was lost comes back', () => {
    afterEach(() => {
      for (const name of readdirSync(path)) {
        if (name !== '.snap') rmSync(on(name), { recursive: true, force: true });
      }
      mkdirSync(on('folder/deep'), { recursive: true });
      writeFileSync(on('report.txt'), 'now');
    });

    it('a file, in its place, on the server', async () => {
      const spy = new Spy(share);
      await share.copyFile('report.txt', 'report.txt', { snapshot: OLD });
      expect(readFileSync(on('report.txt'), 'utf8')).to.equal('old');
      expect(spy.of(Command.READ).length + spy.of(Command.WRITE).length).to.equal(0);
    });

    it('a folder, in its place', async () => {
      await share.cp('folder', 'folder', { recursive: true, snapshot: NEW });
      expect(readFileSync(on('folder/gone.txt'), 'utf8')).to.equal('new, and deleted since');
      expect(readFileSync(on('folder/deep/a'), 'utf8')).to.have.lengthOf(300_000);
      expect(existsSync(on(`.snap/${NEW}/folder/gone.txt`))).to.equal(true);
    });
  });
});
