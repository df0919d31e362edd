import { expect } from 'chai';

import { Filter } from '../../lib/sync/filter.ts';
import { plan, type PlanRules } from '../../lib/sync/plan.ts';
import type { Entry, EntryKind } from '../../lib/sync/side.ts';
import { tempName } from '../../lib/share/temp-name.ts';

const RULES: PlanRules = {
  filter: new Filter(),
  checksum: false,
  window: 2_000n,
  accepts: name => !name.includes('/'),
  owns: name => !name.includes('/'),
  folds: false,
  caseConflict: 'error',
};

function file(name: string, size = 1, mtime = 1_000_000n): Entry {
  return { name, kind: 'file', size, mtime, id: 0n };
}
function other(name: string, kind: EntryKind): Entry {
  return { name, kind, size: 0, mtime: 0n, id: 0n };
}

/** What is planned, as `what name`. */
function planned(
  entries: readonly Entry[],
  olds: readonly Entry[] | undefined,
  rules: Partial<PlanRules> = {},
  folder = '',
): string[] {
  return plan(folder, entries, olds, { ...RULES, ...rules }).map(
    action => `${action.what} ${'entry' in action ? action.entry.name : action.old.name}`,
  );
}

describe('plan', () => {
  it('transfers what is new, of another size or of another time', () => {
    const olds = [file('same'), file('size', 2), file('time', 1, 1_003_000n)];
    const entries = [file('new'), file('same'), file('size'), file('time')];
    expect(planned(entries, olds)).to.deep.equal([
      'transfer new',
      'unchanged same',
      'transfer size',
      'transfer time',
    ]);
  });

  it('takes times within the window for the same, in both directions', () => {
    const at = (mtime: bigint) => planned([file('a')], [file('a', 1, mtime)]);
    expect([at(998_000n), at(1_002_000n)].flat()).to.deep.equal(['unchanged a', 'unchanged a']);
    expect([at(997_999n), at(1_002_001n)].flat()).to.deep.equal(['transfer a', 'transfer a']);
  });

  it('compares contents instead of times, where the sizes are the same', () => {
    const olds = [file('time', 1, 9n), file('same'), file('size', 2)];
    expect(planned([file('time'), file('same'), file('size')], olds, { checksum: true })).to.deep.equal([
      'compare time',
      'compare same',
      'transfer size',
    ]);
  });

  it('transfers everything into a folder that is not there', () => {
    expect(planned([file('a'), other('b', 'folder')], undefined)).to.deep.equal(['transfer a', 'folder b']);
  });

  it('sees a conflict where the kinds differ', () => {
    const kinds: EntryKind[] = ['file', 'folder', 'link', 'special'];
    const conflicts = kinds.flatMap(kind =>
      kinds.map(old => planned([other('x', kind)], [other('x', old)])[0]),
    );
    expect(conflicts).to.deep.equal([
      ...['unchanged x', 'conflict x', 'conflict x', 'conflict x'],
      ...['conflict x', 'folder x', 'conflict x', 'conflict x'],
      ...Array<string>(8).fill('skip x'),
    ]);
  });

  it('tells what the source does not have, but not of what it has and skips', () => {
    const olds = [file('gone'), file('link'), file('a/b'), other('gone folder', 'folder')];
    expect(planned([other('link', 'link')], olds)).to.deep.equal([
      'skip link',
      'extra gone',
      'extra gone folder',
    ]);
  });

  it('refuses names that the destination cannot hold, unless they are excluded', () => {
    expect(planned([file('../a')], [])).to.deep.equal(['unsafe ../a']);
    expect(planned([file('../a')], [], { filter: new Filter({ exclude: 'a' }) })).to.deep.equal([]);
  });

  it('neither copies nor deletes what the filter excludes', () => {
    const filter = new Filter({ exclude: ['*.tmp', 'cache/'] });
    const here = [file('a.tmp'), other('cache', 'folder')];
    expect(planned(here, [], { filter })).to.deep.equal([]);
    expect(planned([], here, { filter })).to.deep.equal([]);
  });

  it('filters by the path, not by the name', () => {
    const filter = new Filter({ exclude: '/a/b' });
    expect(planned([file('b')], [], { filter }, 'a')).to.deep.equal([]);
    expect(planned([file('b')], [], { filter }, 'x/a')).to.deep.equal(['transfer b']);
  });

  it('copies no temporary files, and removes those of the destination', () => {
    const temp = tempName();
    expect(planned([file(temp)], [])).to.deep.equal([]);
    expect(planned([], [file(temp)])).to.deep.equal([`leftover ${temp}`]);
    expect(planned([], [other(temp, 'folder')])).to.deep.equal([]);
  });

  it('takes a name that is listed twice once', () => {
    expect(planned([file('a'), other('a', 'folder')], [])).to.deep.equal(['transfer a']);
  });
});
