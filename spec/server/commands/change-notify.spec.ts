import { expect } from 'chai';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom } from 'rxjs';
import { changeNotify, type ChangeNotifyOptions } from '../../../lib/commands/change-notify.ts';
import { close } from '../../../lib/commands/close.ts';
import { logoff } from '../../../lib/commands/logoff.ts';
import { setInfo } from '../../../lib/commands/set-info.ts';
import type { Open } from '../../../lib/commands/target.ts';
import { treeDisconnect } from '../../../lib/commands/tree-disconnect.ts';
import { folder } from '../../../lib/server/file-systems/folder.ts';
import type { Share } from '../../../lib/share/share.ts';
import type { ChangeEvent, WatchVerbOptions } from '../../../lib/share/verbs/watch.ts';
import { NtStatus } from '../../../lib/wire/erref/ntstatus.ts';
import { FileDispositionInformation } from '../../../lib/wire/fscc/file-disposition-information.ts';
import { FileAction } from '../../../lib/wire/fscc/file-notify-information.ts';
import { AccessMask } from '../../../lib/wire/smb2/access-mask.ts';
import { ChangeNotifyFlags, CompletionFilter } from '../../../lib/wire/smb2/change-notify.ts';
import { freshFolder } from '../../support/temp.ts';
import { open, type Served, served, statusOf } from '../served.ts';

const NAMES = CompletionFilter.FILE_NAME | CompletionFilter.DIR_NAME;
const { ADDED, REMOVED, RENAMED_OLD_NAME, RENAMED_NEW_NAME } = FileAction;

/** Waits for one answer; `listening` resolves with the interim reply. */
function asked(handle: Open, options: Partial<ChangeNotifyOptions> = {}) {
  let onPending: () => void = () => undefined;
  const listening = new Promise<void>(resolve => (onPending = resolve));
  const answer = firstValueFrom(changeNotify(handle, { completionFilter: NAMES, onPending, ...options }));
  answer.catch(() => undefined);
  return { listening, answer };
}

async function changesOf(answer: Promise<{ changes: readonly { action: number; fileName: string }[] }>) {
  return (await answer).changes.map(({ action, fileName }) => [action, fileName]);
}

describe('CHANGE_NOTIFY on the server', () => {
  let world: Served;
  let share: Share;
  let other: Share;

  beforeEach(async () => {
    world = await served({ 'a.txt': '1', docs: { 'b.txt': '2', deep: { 'c.txt': '3' } }, away: {} });
    share = await world.mount();
    other = await world.mount();
  });

  afterEach(() => world[Symbol.asyncDispose]());

  it('answers when something happens, and remembers what happens between two requests', async () => {
    const { handle } = await open(share.tree, 'docs');
    const first = asked(handle);
    await first.listening;
    await other.writeFile('docs/new', '');
    expect(await changesOf(first.answer)).to.deep.equal([[ADDED, 'new']]);
    await other.unlink('docs/new');
    await other.mkdir('docs/sub');
    await other.writeFile('docs/deep/unheard', '');
    await other.writeFile('elsewhere', '');
    expect(await changesOf(asked(handle).answer)).to.deep.equal([
      [REMOVED, 'new'],
      [ADDED, 'sub'],
    ]);
    const last = asked(handle);
    await last.listening;
    await other.rmdir('docs/sub');
    expect(await changesOf(last.answer)).to.deep.equal([[REMOVED, 'sub']]);
  });

  it('listens below the folder where it is told to, and keeps to what the first request said', async () => {
    const { handle } = await open(share.tree, 'DOCS');
    const flags = ChangeNotifyFlags.WATCH_TREE;
    const first = asked(handle, { flags, completionFilter: CompletionFilter.FILE_NAME });
    await first.listening;
    await other.writeFile('dOCs/Deep/x', '1');
    expect(await changesOf(first.answer)).to.deep.equal([[ADDED, 'deep\\x']]);
    const second = asked(handle, { completionFilter: CompletionFilter.DIR_NAME });
    await second.listening;
    await other.mkdir('docs/unheard');
    await other.unlink('docs/deep/x');
    expect(await changesOf(second.answer)).to.deep.equal([[REMOVED, 'deep\\x']]);
  });

  it('tells both halves of a renaming in one answer', async () => {
    const { handle } = await open(share.tree, '');
    const { listening, answer } = asked(handle, { flags: ChangeNotifyFlags.WATCH_TREE });
    await listening;
    await other.rename('docs/b.txt', 'docs/B2.txt');
    expect(await changesOf(answer)).to.deep.equal([
      [RENAMED_OLD_NAME, 'docs\\b.txt'],
      [RENAMED_NEW_NAME, 'docs\\B2.txt'],
    ]);
  });

  it('tells of a move as what went here and came there', async () => {
    const [from, to, all] = [
      await open(share.tree, 'docs'),
      await open(share.tree, 'away'),
      await open(share.tree, ''),
    ];
    const answers = [asked(from.handle), asked(to.handle), asked(all.handle, { flags: 1 })];
    for (const { listening } of answers) await listening;
    await other.rename('docs/b.txt', 'away/b.txt');
    const told = await Promise.all(answers.map(({ answer }) => changesOf(answer)));
    expect(told).to.deep.equal([
      [[REMOVED, 'b.txt']],
      [[ADDED, 'b.txt']],
      [
        [REMOVED, 'docs\\b.txt'],
        [ADDED, 'away\\b.txt'],
      ],
    ]);
  });

  it('says that more happened than there is room for', async () => {
    const { handle } = await open(share.tree, 'away');
    const first = asked(handle, { outputBufferLength: 100 });
    await first.listening;
    await other.writeFile('away/short', '');
    expect(await changesOf(first.answer)).to.deep.equal([[ADDED, 'short']]);
    for (let index = 0; index < 10; index++) await other.writeFile(`away/file-${index}`, '');
    const { status, changes } = await asked(handle, { outputBufferLength: 65_536 }).answer;
    expect([status, changes.length]).to.deep.equal([NtStatus.STATUS_NOTIFY_ENUM_DIR, 0]);
    const after = asked(handle);
    await after.listening;
    await other.unlink('away/file-1');
    expect(await changesOf(after.answer)).to.deep.equal([[REMOVED, 'file-1']]);
    await other.unlink('away/file-2');
    const narrow = await asked(handle, { outputBufferLength: 12 }).answer;
    expect(narrow.status).to.equal(NtStatus.STATUS_NOTIFY_ENUM_DIR);
  });

  it('answers in the order in which it was asked, and a CANCEL loses nothing', async () => {
    const { handle } = await open(share.tree, 'away');
    let pending: () => void = () => undefined;
    const listening = new Promise<void>(resolve => (pending = resolve));
    const given = changeNotify(handle, { completionFilter: NAMES, onPending: pending }).subscribe();
    await listening;
    const [second, third] = [asked(handle), asked(handle)];
    await third.listening;
    given.unsubscribe();
    await other.mkdir('away/one');
    expect(await changesOf(second.answer)).to.deep.equal([[ADDED, 'one']]);
    await other.mkdir('away/two');
    expect(await changesOf(third.answer)).to.deep.equal([[ADDED, 'two']]);
  });

  it('ends with the handle, and with the folder', async () => {
    const one = await open(share.tree, 'away');
    const closing = asked(one.handle);
    await closing.listening;
    await firstValueFrom(close(one.handle));
    expect((await closing.answer).status).to.equal(NtStatus.STATUS_NOTIFY_CLEANUP);

    const two = await open(share.tree, 'away');
    const going = asked(two.handle);
    await going.listening;
    const mark = await open(other.tree, 'away');
    const marked = (deletePending: boolean) =>
      firstValueFrom(setInfo(mark.handle, FileDispositionInformation, { deletePending }));
    await marked(true);
    expect(await statusOf(going.answer)).to.equal('STATUS_DELETE_PENDING');
    expect(await statusOf(asked(two.handle).answer)).to.equal('STATUS_DELETE_PENDING');
    await marked(false);
    const spared = asked(two.handle);
    await spared.listening;
    await other.mkdir('away/still');
    expect(await changesOf(spared.answer)).to.deep.equal([[ADDED, 'still']]);
  });

  it('ends with the share, and with the session', async () => {
    const leaving = await world.mount();
    const left = asked((await open(leaving.tree, 'docs')).handle);
    await left.listening;
    await firstValueFrom(treeDisconnect(leaving.tree));
    expect((await left.answer).status).to.equal(NtStatus.STATUS_NOTIFY_CLEANUP);

    const going = await world.mount();
    const gone = asked((await open(going.tree, 'docs')).handle);
    await gone.listening;
    await firstValueFrom(logoff(going.tree.session));
    expect((await gone.answer).status).to.equal(NtStatus.STATUS_NOTIFY_CLEANUP);
  });

  it('refuses files, those who may not list, and what cannot be', async () => {
    const file = await open(share.tree, 'a.txt');
    expect(await statusOf(asked(file.handle).answer)).to.equal('STATUS_INVALID_PARAMETER');
    const blind = await open(share.tree, 'docs', { access: AccessMask.READ_ATTRIBUTES });
    expect(await statusOf(asked(blind.handle).answer)).to.equal('STATUS_ACCESS_DENIED');
    const { handle } = await open(share.tree, 'docs');
    expect(await statusOf(asked(handle, { completionFilter: 0 }).answer)).to.equal(
      'STATUS_INVALID_PARAMETER',
    );
    const old = await world.mount({ dialects: { min: '2.0.2', max: '2.0.2' } });
    const there = await open(old.tree, 'docs');
    const vast = asked(there.handle, { outputBufferLength: 65_537 });
    expect(await statusOf(vast.answer)).to.equal('STATUS_INVALID_PARAMETER');
  });

  /** The events of a watch, and a way to wait for some of them. */
  async function watched(path: string, options: WatchVerbOptions = {}, by = share) {
    const events: ChangeEvent[] = [];
    let notify: () => void = () => undefined;
    let ended: unknown;
    const subscription = by.watch(path, options).subscribe({
      next: event => {
        events.push(event);
        notify();
      },
      error: (error: unknown) => {
        ended = error;
        notify();
      },
    });
    const until = async (enough: () => boolean) => {
      while (!enough()) await new Promise<void>(resolve => (notify = resolve));
    };
    const seen = (type: string, at: string) =>
      until(() => events.some(event => event.type === type && event.path === at));
    await until(() => events.length > 0);
    return { events, until, seen, subscription, failure: () => ended };
  }

  it('feeds share.watch: changes, renamings, and the end of the folder', async () => {
    const { events, seen, until, failure } = await watched('docs', { recursive: true });
    await other.writeFile('docs/x', 'text');
    await other.rename('docs/x', 'docs/y');
    await other.rename('docs/y', 'docs/deep/y');
    await seen('added', 'deep/y');
    expect(events).to.deep.include.members([
      { type: 'ready', path: '' },
      { type: 'added', path: 'x' },
      { type: 'modified', path: 'x' },
      { type: 'renamed', path: 'y', oldPath: 'x' },
      { type: 'removed', path: 'y' },
    ]);
    await other.rm('docs', { recursive: true });
    await until(() => failure() !== undefined);
    expect(failure()).to.include({ code: 'ENOENT' });
  });

  it('follows a folder that is given another name', async () => {
    const { handle } = await open(share.tree, 'away');
    const first = asked(handle);
    await first.listening;
    await other.rename('away', 'moved');
    await other.mkdir('away');
    await other.mkdir('away/unheard');
    await other.mkdir('moved/heard');
    expect(await changesOf(first.answer)).to.deep.equal([[ADDED, 'heard']]);
  });

  it('keeps a live view of a folder up to date', async () => {
    const names: string[][] = [];
    let notify: () => void = () => undefined;
    const live = share.live('away').subscribe(({ entries }) => {
      names.push([...entries.values()].map(({ name }) => name));
      notify();
    });
    const until = async (wanted: string) => {
      while (names.at(-1)?.join() !== wanted) await new Promise<void>(resolve => (notify = resolve));
    };
    await until('');
    await other.writeFile('away/one', '1');
    await until('one');
    await other.rename('away/one', 'away/two');
    await until('two');
    await other.unlink('away/two');
    await until('');
    live.unsubscribe();
  });

  it('loses nothing of 1,000 files while the consumer is slow', async function () {
    this.timeout(60_000);
    const names = Array.from({ length: 1000 }, (_, index) => `file-${String(index).padStart(4, '0')}`);
    const seen = new Set<string>();
    let writing: Promise<unknown> | undefined;
    let overflows = 0;
    for await (const { type, path } of share.watch('away', { filter: ['files'] })) {
      if (type === 'ready') {
        writing = Promise.all(names.map(name => other.writeFile(`away/${name}`, name)));
      }
      if (type === 'added') seen.add(path);
      if (type === 'overflow') {
        overflows++;
        await writing;
        for (const name of await share.readdir('away')) seen.add(name);
      }
      if (seen.size >= names.length) break;
      if (seen.size % 50 === 0) await sleep(5);
    }
    await writing;
    expect([...seen].sort()).to.deep.equal(names);
    expect(overflows).to.be.at.most(1);
  });

  describe('of a folder of the disk', function () {
    this.timeout(30_000);
    let root: string;
    let disk: Served;
    let client: Share;

    beforeEach(async () => {
      root = freshFolder();
      await mkdir(join(root, 'in'));
      disk = await served({}, { shares: { t: folder(root) } });
      client = await disk.mount();
    });

    afterEach(async () => {
      await disk[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    });

    it('tells what happens behind its back', async () => {
      const { seen, subscription } = await watched('', { recursive: true }, client);
      await writeFile(join(root, 'in', 'behind'), 'x');
      await seen('added', 'in/behind');
      await rename(join(root, 'in', 'behind'), join(root, 'renamed'));
      await seen('removed', 'in/behind');
      await seen('added', 'renamed');
      await writeFile(join(root, 'renamed'), 'more');
      await seen('modified', 'renamed');
      subscription.unsubscribe();
    });

    it('tells what it has done itself once', async () => {
      const { events, seen, subscription } = await watched('in', { filter: ['files', 'folders'] }, client);
      await client.writeFile('in/mine', 'x');
      await client.rename('in/mine', 'in/ours');
      await client.unlink('in/ours');
      await writeFile(join(root, 'in', 'last'), '');
      await seen('added', 'last');
      subscription.unsubscribe();
      expect(events).to.deep.equal([
        { type: 'ready', path: '' },
        { type: 'added', path: 'mine' },
        { type: 'renamed', path: 'ours', oldPath: 'mine' },
        { type: 'removed', path: 'ours' },
        { type: 'added', path: 'last' },
      ]);
    });
  });
});
