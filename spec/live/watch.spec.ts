import { expect } from 'chai';
import { mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { filter, firstValueFrom, scan } from 'rxjs';
import type { LiveView } from '../../lib/share/live-folder.ts';
import { mount } from '../../lib/share/mount.ts';
import type { Share } from '../../lib/share/share.ts';
import type { ChangeEvent, WatchVerbOptions } from '../../lib/share/verbs/watch.ts';
import { output } from '../support/process.ts';
import { type SambaServer, startSamba } from '../support/samba.ts';
import { fields, malformedFrames, pcapFile } from '../support/tshark.ts';
import { failure, reason } from './failure.ts';
import { nothingOpen } from './nothing-open.ts';

const isRoot = process.getuid?.() === 0;

describe('live: watch', function () {
  this.timeout(90_000);
  const capture = pcapFile();
  let server: SambaServer;
  let share: Share;
  /** Somebody else. */
  let other: Share;
  let root: string;
  let folders = 0;

  before(async () => {
    process.env['RXSMB_PCAP'] = capture;
    server = await startSamba({ shares: { watched: {} } });
    root = server.path;
    share = await mount(server.url());
    other = await mount(server.url());
  });

  after(async () => {
    delete process.env['RXSMB_PCAP'];
    await Promise.all([share.close(), other.close()]);
    await server.stop();
  });

  /** A fresh folder of the share, and what happens in it from now on. */
  async function watched(options: WatchVerbOptions = {}) {
    const folder = `folder-${folders++}`;
    mkdirSync(join(root, folder));
    const events: ChangeEvent[] = [];
    const told = share.watch(folder, options);
    let notify: () => void = () => undefined;
    const subscription = told.subscribe({
      next: event => {
        events.push(event);
        notify();
      },
      error: () => undefined,
    });
    const until = async (enough: (events: readonly ChangeEvent[]) => boolean) => {
      while (!enough(events)) await new Promise<void>(resolve => (notify = resolve));
    };
    await until(all => all.length > 0);
    return { folder, events, until, subscription };
  }

  it('says when the server listens, and tells what others make, write and remove', async () => {
    const { folder, events, until, subscription } = await watched();
    await other.writeFile(`${folder}/a.txt`, 'one');
    await until(all => all.some(({ type }) => type === 'modified'));
    await other.unlink(`${folder}/a.txt`);
    await until(all => all.some(({ type }) => type === 'removed'));
    await other.mkdir(`${folder}/sub`);
    await until(all => all.some(({ path }) => path === 'sub'));
    subscription.unsubscribe();
    expect(events[0]).to.deep.equal({ type: 'ready', path: '' });
    expect(events[1]).to.deep.equal({ type: 'added', path: 'a.txt' });
    expect(events).to.deep.include.members([
      { type: 'modified', path: 'a.txt' },
      { type: 'removed', path: 'a.txt' },
      { type: 'added', path: 'sub' },
    ]);
    await nothingOpen(server, share, folder);
  });

  it('tells a renaming as one event, within the folder and across it', async () => {
    const { folder, events, until, subscription } = await watched({ recursive: true });
    await other.mkdir(`${folder}/in`);
    await other.writeFile(`${folder}/a`, '');
    await other.rename(`${folder}/a`, `${folder}/b`);
    await until(all => all.some(({ type, path }) => type === 'renamed' && path === 'b'));
    expect(events).to.deep.include({ type: 'renamed', path: 'b', oldPath: 'a' });
    await other.rename(`${folder}/b`, `outside-${folder}`);
    await until(all => all.some(({ type, path }) => type === 'removed' && path === 'b'));
    await other.rename(`outside-${folder}`, `${folder}/in/c`);
    await until(all => all.some(({ type, path }) => type === 'added' && path === 'in/c'));
    subscription.unsubscribe();
  });

  it('tells what happens behind the back of the server, in the folder itself', async () => {
    const { folder, events, until, subscription } = await watched();
    writeFileSync(join(root, folder, 'behind'), '');
    await until(all => all.some(({ path }) => path === 'behind'));
    renameSync(join(root, folder, 'behind'), join(root, folder, 'renamed'));
    await until(all => all.some(({ path, type }) => path === 'renamed' && type !== 'modified'));
    unlinkSync(join(root, folder, 'renamed'));
    await until(all => all.some(({ type }) => type === 'removed'));
    subscription.unsubscribe();
    expect(events).to.deep.include({ type: 'added', path: 'behind' });
  });

  it('listens below the folder only when it is told to', async () => {
    const deep = await watched({ recursive: true });
    const flat = await watched();
    for (const { folder } of [deep, flat]) {
      await other.mkdir(`${folder}/x/y`, { recursive: true });
      await other.writeFile(`${folder}/x/y/z: forbidden?`, '1');
      await other.writeFile(`${folder}/last`, '1');
    }
    await deep.until(all => all.some(({ path }) => path === 'last'));
    await flat.until(all => all.some(({ path }) => path === 'last'));
    const added = (events: readonly ChangeEvent[]) =>
      events.filter(({ type }) => type === 'added').map(e => e.path);
    expect(added(deep.events)).to.deep.equal(['x', 'x/y', 'x/y/z: forbidden?', 'last']);
    expect(added(flat.events)).to.deep.equal(['x', 'last']);
    for (const { subscription } of [deep, flat]) subscription.unsubscribe();
  });

  it('tells only of what the filter names', async () => {
    const { folder, events, until, subscription } = await watched({ filter: ['folders'] });
    await other.writeFile(`${folder}/file`, '1');
    await other.mkdir(`${folder}/sub`);
    await until(all => all.some(({ path }) => path === 'sub'));
    subscription.unsubscribe();
    expect(events.map(({ path }) => path)).to.deep.equal(['', 'sub']);
    const attributes = await watched({ filter: ['attributes'] });
    await other.writeFile(`${attributes.folder}/file`, '1');
    await other.chmod(`${attributes.folder}/file`, 0o444);
    await attributes.until(all => all.length > 1);
    expect(attributes.events.at(-1)).to.deep.equal({ type: 'modified', path: 'file' });
    attributes.subscription.unsubscribe();
    const wrong = share.watch(folder, { filter: ['everything' as 'files'] });
    expect(await reason(firstValueFrom(wrong))).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
    const nothing = share.watch(folder, { filter: [] });
    expect(await reason(firstValueFrom(nothing))).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
  });

  it('loses nothing of 1,000 files that three writers make while the consumer sleeps', async () => {
    const folder = `folder-${folders++}`;
    mkdirSync(join(root, folder));
    const writers = await Promise.all([1, 2, 3].map(() => mount(server.url())));
    const names = Array.from({ length: 1000 }, (_, index) => `file-${String(index).padStart(4, '0')}`);
    const write = async () => {
      await Promise.all(
        writers.map(async (writer, who) => {
          for (const name of names.filter((_, index) => index % 3 === who)) {
            await writer.writeFile(`${folder}/${name}`, name);
          }
        }),
      );
    };
    const seen: string[] = [];
    let writing: Promise<void> | undefined;
    let overflows = 0;
    for await (const { type, path } of share.watch(folder, { filter: ['files'] })) {
      if (type === 'ready') writing = write();
      if (type === 'added') seen.push(path);
      if (type === 'overflow') {
        overflows++;
        await writing;
        for (const name of await share.readdir(folder)) if (!seen.includes(name)) seen.push(name);
      }
      if (seen.length >= names.length) break;
      await sleep(20);
    }
    await writing;
    expect(seen.sort()).to.deep.equal(names);
    expect(overflows).to.be.at.most(1);
    await Promise.all(writers.map(writer => writer.close()));
    await nothingOpen(server, share, folder);
  });

  it('says overflow when more happens than there is room for, and loses nothing after it', async () => {
    const folder = `folder-${folders++}`;
    mkdirSync(join(root, folder));
    const views: LiveView[] = [];
    let wake: () => void = () => undefined;
    const subscription = share.live(folder).subscribe(view => {
      views.push({ ...view, entries: new Map(view.entries) });
      wake();
    });
    const until = async (enough: () => boolean) => {
      while (!enough()) await new Promise<void>(resolve => (wake = resolve));
    };
    await until(() => views.length > 0);
    const child = server.childPids();
    // the server is not to see what happens on its disk until it is too much
    for (const pid of child) process.kill(pid, 'SIGSTOP');
    const names = Array.from({ length: 3000 }, (_, index) => `${'long-'.repeat(40)}${index}`);
    for (const name of names) writeFileSync(join(root, folder, name), '');
    for (const pid of child) process.kill(pid, 'SIGCONT');
    await until(() => views.at(-1)?.entries.size === names.length);
    expect(views.map(view => view.reason)).to.include('overflow');
    expect([...views.at(-1)!.entries.keys()].sort()).to.deep.equal([...names].sort());
    subscription.unsubscribe();
  });

  it('cancels on the server: no request, no open folder stays', async () => {
    const { folder, subscription } = await watched();
    const noticed = async () => (isRoot ? await output('smbstatus', ['-s', server.conf, '-N']) : folder);
    expect(await noticed()).to.contain(folder);
    subscription.unsubscribe();
    await nothingOpen(server, share, folder);
    if (isRoot) expect(await noticed()).to.not.contain(folder);
  });

  it('ends with ENOENT when the folder is removed', async () => {
    const folder = `folder-${folders++}`;
    mkdirSync(join(root, folder));
    const events = share.watch(folder)[Symbol.asyncIterator]();
    expect((await events.next()).value).to.include({ type: 'ready' });
    const next = events.next();
    await other.rmdir(folder);
    expect(await failure(next)).to.include({ code: 'ENOENT', syscall: 'watch', path: folder });
  });

  it('fails where there is no folder', async () => {
    expect(await failure(firstValueFrom(share.watch('missing')))).to.include({
      code: 'ENOENT',
      syscall: 'watch',
    });
    await other.writeFile('a-file', '');
    expect(await failure(firstValueFrom(share.watch('a-file')))).to.include({
      code: 'ENOTDIR',
      syscall: 'watch',
    });
  });

  it('ends when the signal says so, or the link dies', async () => {
    const { folder, subscription } = await watched();
    subscription.unsubscribe();
    const stop = new AbortController();
    const aborted = firstValueFrom(
      share.watch(folder, { signal: stop.signal }).pipe(filter(({ type }) => type !== 'ready')),
    );
    setTimeout(() => stop.abort(), 20);
    expect(await reason(aborted)).to.include({ code: 'ABORT_ERR' });
    const doomed = await mount(server.url());
    const known = server.childPids();
    const dying = firstValueFrom(doomed.watch(folder).pipe(filter(({ type }) => type !== 'ready')));
    await sleep(100);
    const [youngest] = known.slice(-1);
    process.kill(youngest!, 'SIGKILL');
    expect(await failure(dying)).to.include({ syscall: 'watch', fatal: true });
    await doomed.closed.catch(() => undefined);
  });

  describe('live', () => {
    /** The views of a folder, one after the other. */
    async function viewed(recursive: boolean, prepare: (folder: string) => void) {
      const folder = `folder-${folders++}`;
      mkdirSync(join(root, folder));
      prepare(join(root, folder));
      const views = share.live(folder, { recursive })[Symbol.asyncIterator]();
      const next = async (enough: (view: LiveView) => boolean = () => true): Promise<LiveView> => {
        for (;;) {
          const { value } = await views.next();
          if (value !== undefined && enough(value)) return value;
        }
      };
      return { folder, next, end: () => views.return?.() };
    }
    const names = (entries: readonly { readonly path: string }[]) => entries.map(({ path }) => path).sort();

    it('begins with the listing, and goes on with what changes', async () => {
      const { folder, next, end } = await viewed(false, path => {
        writeFileSync(join(path, 'old'), '1');
        mkdirSync(join(path, 'sub'));
        writeFileSync(join(path, 'sub', 'deep'), '1');
      });
      const first = await next();
      expect(first.reason).to.equal('listing');
      expect([...first.entries.keys()].sort()).to.deep.equal(['old', 'sub']);
      expect(names(first.added)).to.deep.equal(['old', 'sub']);
      await other.writeFile(`${folder}/new`, 'xyz');
      const second = await next(({ entries }) => entries.get('new')?.stats.size === 3);
      expect(second.reason).to.equal('change');
      expect(second.entries).to.equal(first.entries);
      await other.writeFile(`${folder}/old`, 'longer');
      const third = await next(({ changed }) => changed.length > 0);
      expect(names(third.changed)).to.deep.equal(['old']);
      await other.rename(`${folder}/old`, `${folder}/renamed`);
      // the modification that was told before may have found the old name gone already
      const fourth = await next(({ entries }) => entries.has('renamed'));
      expect(names(fourth.added)).to.deep.equal(['renamed']);
      expect([...fourth.entries.keys()].sort()).to.deep.equal(['new', 'renamed', 'sub']);
      await other.unlink(`${folder}/renamed`);
      const fifth = await next(({ removed }) => removed.length > 0);
      expect(names(fifth.removed)).to.deep.equal(['renamed']);
      await end();
      await nothingOpen(server, share, folder);
    });

    it('follows folders that come and go with all they hold', async () => {
      const { folder, next, end } = await viewed(true, path => {
        mkdirSync(join(path, 'a', 'b'), { recursive: true });
        writeFileSync(join(path, 'a', 'b', 'c'), '1');
      });
      expect([...(await next()).entries.keys()].sort()).to.deep.equal(['a', 'a/b', 'a/b/c']);
      await other.rename(`${folder}/a`, `${folder}/z`);
      const moved = await next(({ entries }) => entries.has('z/b/c'));
      expect([...moved.entries.keys()].sort()).to.deep.equal(['z', 'z/b', 'z/b/c']);
      expect(moved.entries.get('z/b/c')).to.include({ name: 'c', path: 'z/b/c', depth: 3 });
      await other.rm(`${folder}/z`, { recursive: true });
      const gone = await next(({ entries }) => entries.size === 0);
      expect(gone.entries.size).to.equal(0);
      await end();
    });

    it('is a reactive program: the total size of a folder as it changes', async () => {
      const { folder, end } = await viewed(false, () => undefined);
      await end();
      const total$ = share.live(folder).pipe(
        scan((_, { entries }) => [...entries.values()].reduce((sum, { stats }) => sum + stats.size, 0), 0),
        filter(total => total === 30),
      );
      const reached = firstValueFrom(total$);
      for (const name of ['a', 'b', 'c']) await other.writeFile(`${folder}/${name}`, '0123456789');
      expect(await reached).to.equal(30);
    });

    it('ends with ENOENT when the folder is removed', async () => {
      const { folder, next } = await viewed(false, () => undefined);
      await next();
      rmSync(join(root, folder), { recursive: true });
      mkdirSync(join(root, folder));
      const again = await viewed(false, () => undefined);
      await again.next();
      const end = again.next();
      await other.rmdir(again.folder);
      expect(await failure(end)).to.include({ code: 'ENOENT', syscall: 'watch' });
    });
  });

  it('sends CANCEL for what it no longer waits for, and no malformed frame', async () => {
    expect(await malformedFrames(capture)).to.deep.equal([]);
    const cancelled = await fields(capture, 'smb2.cmd == 12', ['smb2.flags.async']);
    expect(cancelled.length).to.be.above(3);
  });
});
