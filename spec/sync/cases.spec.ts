import { expect } from 'chai';
import { lastValueFrom, of, toArray } from 'rxjs';

import { Filter } from '../../lib/sync/filter.ts';
import { plan, type PlanRules } from '../../lib/sync/plan.ts';
import type { Rules } from '../../lib/sync/rules.ts';
import { run } from '../../lib/sync/run.ts';
import type { Entry, EntryKind } from '../../lib/sync/side.ts';
import type { SyncEvent } from '../../lib/sync/sync-event.ts';
import { doneOf, errors, paths } from './collect.ts';
import { type FakeEntry, FakeSide, rulesOf } from './fake-side.ts';

const RULES: PlanRules = {
  filter: new Filter(),
  checksum: false,
  window: 2_000n,
  accepts: () => true,
  owns: () => true,
  folds: true,
  caseConflict: 'error',
};

function entry(name: string, more: Partial<Entry> = {}): Entry {
  return { name, kind: 'file', size: 1, mtime: 0n, id: 0n, ...more };
}

/** What is planned, as `what name`, with the name it gets. */
function planned(names: readonly Entry[], olds: readonly Entry[], more: Partial<PlanRules> = {}): string[] {
  return plan('', names, olds, { ...RULES, ...more }).map(action => {
    const name = 'entry' in action ? action.entry.name : action.old.name;
    return `${action.what} ${name}${'as' in action ? ` as ${action.as}` : ''}`;
  });
}

describe('names that differ only in case', () => {
  it('are files of their own where the destination tells them apart', () => {
    const both = [entry('a'), entry('A')];
    expect(planned(both, [], { folds: false })).to.deep.equal(['transfer a', 'transfer A']);
    expect(planned([entry('a')], [entry('A')], { folds: false })).to.deep.equal(['transfer a', 'extra A']);
  });

  it('are the same file where one is the source and one the destination, so nothing is deleted', () => {
    expect(planned([entry('a')], [entry('A')])).to.deep.equal(['unchanged a']);
    expect(planned([entry('a', { size: 2 })], [entry('A')])).to.deep.equal(['transfer a']);
    expect(planned([entry('É')], [entry('é')])).to.deep.equal(['unchanged É']);
    const folder = { kind: 'folder' as EntryKind };
    expect(planned([entry('DIR', folder)], [entry('dir', folder)])).to.deep.equal(['folder DIR']);
    expect(planned([entry('a')], [entry('A', folder)])).to.deep.equal(['conflict a']);
  });

  it('meet in one name, which the first by its letters gets, whatever the order of the listing', () => {
    const three = [entry('read.ME'), entry('README'), entry('Read.me'), entry('READ.me')];
    expect(planned(three, [])).to.deep.equal([
      'rivalry read.ME',
      'transfer README',
      'rivalry Read.me',
      'transfer READ.me',
    ]);
    expect(planned([...three].reverse(), [])).to.have.members(planned(three, []));
  });

  it('leave the name to the one that is there already', () => {
    const both = [entry('A'), entry('a')];
    expect(planned(both, [entry('a')])).to.deep.equal(['rivalry A', 'unchanged a']);
    // Samba on a disk that tells them apart, where somebody else made both
    expect(planned(both, [entry('a'), entry('A')])).to.deep.equal(['unchanged A', 'unchanged a']);
    expect(planned(both, [entry('A', { size: 2 })])).to.deep.equal(['transfer A', 'rivalry a']);
  });

  it('are left out, or get another name that every run finds again', () => {
    const all = [entry('a.txt'), entry('A.txt'), entry('A.TXT'), entry('a (2).TXT')];
    expect(planned(all, [], { caseConflict: 'skip' })).to.deep.equal([
      'skip a.txt',
      'skip A.txt',
      'transfer A.TXT',
      'transfer a (2).TXT',
    ]);
    const renamed = planned(all, [], { caseConflict: 'rename' });
    expect(renamed).to.deep.equal([
      'transfer a.txt as a (3).txt',
      'transfer A.txt as A (4).txt',
      'transfer A.TXT',
      'transfer a (2).TXT',
    ]);
    const there = ['a (3).txt', 'A (4).txt', 'A.TXT', 'a (2).TXT'].map(name => entry(name));
    expect(planned(all, there, { caseConflict: 'rename' })).to.deep.equal(
      all.map(({ name }) => `unchanged ${name}`),
    );
  });

  it('are an error of folders in any case, since two would become one', () => {
    const folders = [entry('d', { kind: 'folder' }), entry('D', { kind: 'folder' })];
    expect(planned(folders, [], { caseConflict: 'rename' })).to.deep.equal(['rivalry d', 'folder D']);
    expect(planned(folders, [], { caseConflict: 'skip' })).to.deep.equal(['skip d', 'folder D']);
  });

  it('are an error where a folder has the other name, too, and that is left alone', () => {
    const folder = entry('a (2)', { kind: 'folder' });
    expect(planned([entry('A'), entry('a')], [folder], { caseConflict: 'rename' })).to.deep.equal([
      'transfer A',
      'rivalry a',
    ]);
  });

  it('do not count where they are not copied', () => {
    const link = entry('A', { kind: 'link' });
    expect(planned([entry('a'), link], [])).to.deep.equal(['transfer a', 'skip A']);
    expect(planned([entry('a'), link], [], { caseConflict: 'rename' })).to.deep.equal([
      'transfer a',
      'skip A',
    ]);
    const filter = new Filter({ exclude: 'A' });
    expect(planned([entry('a'), entry('A')], [], { filter })).to.deep.equal(['transfer a']);
  });

  it('are not made by letters whose upper case is longer', () => {
    expect(planned([entry('straße'), entry('STRASSE')], [])).to.deep.equal([
      'transfer straße',
      'transfer STRASSE',
    ]);
  });
});

describe('a sync into what does not tell cases apart', () => {
  const told = async (
    entries: readonly FakeEntry[],
    olds: readonly FakeEntry[],
    more: Partial<Rules> = {},
    folds = true,
  ): Promise<{ events: SyncEvent[]; dst: FakeSide }> => {
    const src = new FakeSide(path => (path === '' ? entries : []));
    const dst = new FakeSide(path => (path === '' ? olds : []));
    dst.folds = folds;
    src.content = () => of(new Uint8Array(1));
    const events = await lastValueFrom(run(rulesOf(src, dst, more)).pipe(toArray()));
    return { events, dst };
  };
  const both = [
    { name: 'B', size: 1 },
    { name: 'b', size: 1 },
  ];

  it('reports the second, and goes on', async () => {
    const { events, dst } = await told([...both, { name: 'c' }], []);
    expect(errors(events)).to.deep.equal(['EEXIST b']);
    expect(paths(events, 'transferred')).to.deep.equal(['B', 'c']);
    expect(dst.asked.filter(each => each.startsWith('write'))).to.deep.equal(['write B', 'write c']);
    const [error] = events.filter(({ type }) => type === 'error');
    expect(error?.type === 'error' && error.error.message)
      .to.contain("'B'")
      .and.to.contain('caseConflict');
  });

  it('skips it, or writes it under another name and says so', async () => {
    const skipped = await told(both, [], { caseConflict: 'skip' });
    expect(skipped.events).to.deep.include({ type: 'skipped', path: 'b', reason: 'case' });
    expect(doneOf(skipped.events)).to.include({ errors: 0, skipped: 1, transferred: 1 });
    const renamed = await told(both, [], { caseConflict: 'rename' });
    expect(renamed.events).to.deep.include({ type: 'transferred', path: 'b', size: 1, as: 'b (2)' });
    expect(renamed.dst.asked).to.include('write b (2)').and.to.not.include('write b');
  });

  it('deletes nothing that only has another case', async () => {
    const { events, dst } = await told([{ name: 'x' }], [{ name: 'X' }, { name: 'gone' }], { delete: true });
    expect(paths(events, 'deleted')).to.deep.equal(['gone']);
    expect(dst.asked).to.not.include('remove X');
  });

  it('asks the destination only where it matters, and once', async () => {
    const plain = await told([{ name: 'a' }, { name: 'b' }], [{ name: 'c' }]);
    expect(plain.dst.asked.filter(each => each.startsWith('folds'))).to.deep.equal([]);
    const { events, dst } = await told(both, [], {}, false);
    expect(dst.asked.filter(each => each.startsWith('folds'))).to.deep.equal(['folds true']);
    expect(paths(events, 'transferred')).to.deep.equal(['B', 'b']);
    const dry = await told(both, [], { dryRun: true });
    expect(dry.dst.asked).to.include('folds false');
  });
});
