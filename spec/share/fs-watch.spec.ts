import { expect } from 'chai';
import { lastValueFrom, of, toArray } from 'rxjs';
import { Flow } from '../../lib/operators/flow.ts';
import { fsEvents } from '../../lib/share/fs/fs-watch.ts';
import type { ChangeEvent } from '../../lib/share/verbs/watch.ts';

describe('share.fs.watch', () => {
  it('says every kind of change in the words of node:fs', async () => {
    const changes: ChangeEvent[] = [
      { type: 'ready', path: '' },
      { type: 'added', path: 'a' },
      { type: 'modified', path: 'a' },
      { type: 'renamed', path: 'b', oldPath: 'a' },
      { type: 'removed', path: 'b' },
      { type: 'overflow', path: '' },
    ];
    const events = fsEvents(() => Flow.of(of(...changes)), 'folder', {}).pipe(toArray());
    expect(await lastValueFrom(events)).to.deep.equal([
      'ready',
      { eventType: 'rename', filename: 'a' },
      { eventType: 'change', filename: 'a' },
      { eventType: 'rename', filename: 'a' },
      { eventType: 'rename', filename: 'b' },
      { eventType: 'rename', filename: 'b' },
      { eventType: 'rename', filename: null },
    ]);
  });
});
