import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { concat, lastValueFrom, NEVER, of, takeWhile, throwError, toArray } from 'rxjs';

import { SmbError } from '../../lib/errors.ts';
import { AT_ONCE } from '../../lib/sync/local-file.ts';
import { LocalSide } from '../../lib/sync/local-side.ts';
import type { Rules } from '../../lib/sync/rules.ts';
import { run } from '../../lib/sync/run.ts';
import type { Side } from '../../lib/sync/side.ts';
import type { SyncEvent } from '../../lib/sync/sync-event.ts';
import { withSides } from '../../lib/sync/with-sides.ts';
import { freshFolder } from '../support/temp.ts';
import { doneOf, errors, paths } from './collect.ts';
import { FakeSide, linkLost, rulesOf, STALLED } from './fake-side.ts';

async function told(src: Side, dst: Side, more: Partial<Rules> = {}): Promise<SyncEvent[]> {
  try {
    return await lastValueFrom(run(rulesOf(src, dst, more)).pipe(toArray()));
  } finally {
    await Promise.all([src.close(), dst.close()]);
  }
}

/** A folder inside another one, in which everything that appears is noticed. */
function cage(): { root: string; inside: string } {
  const root = freshFolder('cage');
  const inside = join(root, 'a', 'b', 'dst');
  mkdirSync(inside, { recursive: true });
  return { root, inside };
}

const HOSTILE = [
  '..',
  '.',
  '',
  '/',
  '../escaped',
  '../../escaped',
  'x/../../../escaped',
  '/escaped',
  'x/escaped',
  'nul\0',
];
/** In UTF-8 it would be the same as any other of its kind. */
const LONE_SURROGATE = '\ud800';

describe('a sync that is left', () => {
  it('begins no more files of the batch at hand', async () => {
    const [from, to] = [freshFolder('from'), freshFolder('to')];
    for (let file = 0; file < 20; file++) writeFileSync(join(from, `f${file}`), 'x');
    const [src, dst] = [new LocalSide(from), new LocalSide(to)];
    const first = run(rulesOf(src, dst, { batch: 32 })).pipe(takeWhile(({ type }) => type !== 'transferred'));
    await lastValueFrom(first, { defaultValue: undefined });
    await sleep(50);
    await Promise.all([src.close(), dst.close()]);
    expect(readdirSync(to)).to.have.lengthOf(1);
  });
});

describe('a hostile server', () => {
  it('cannot make a file outside of the destination, by whatever name', async () => {
    const { root, inside } = cage();
    const bad = [...HOSTILE, LONE_SURROGATE];
    const src = new FakeSide(path =>
      path === '' ? [...bad, '..\\good'].map(name => ({ name, size: 1 })) : [],
    );
    src.content = () => of(Buffer.from('x'));
    const events = await told(src, new LocalSide(inside));
    expect(errors(events)).to.have.members(bad.map(name => `ERR_SMB_UNSAFE_NAME ${name}`));
    expect(doneOf(events)).to.include({ errors: bad.length, transferred: 1 });
    const found = readdirSync(root, { recursive: true }).sort();
    expect(found).to.deep.equal(['a', 'a/b', 'a/b/dst', 'a/b/dst/..\\good']);
    expect(src.asked.filter(each => each.startsWith('read'))).to.deep.equal(['read ..\\good']);
  });

  it('cannot make or enter a folder outside of it either', async () => {
    const { root, inside } = cage();
    const src = new FakeSide(path => (path === '' ? HOSTILE.map(name => ({ name, kind: 'folder' })) : []));
    const events = await told(src, new LocalSide(inside), { delete: true });
    expect(doneOf(events)).to.include({ errors: HOSTILE.length, created: 0 });
    expect(src.asked).to.deep.equal(['list ']);
    expect(readdirSync(root, { recursive: true }).sort()).to.deep.equal(['a', 'a/b', 'a/b/dst']);
  });

  it('has its names refused as Windows would understand them, on Windows', async () => {
    const names = ['con', 'NUL.txt', 'C:', 'file:stream', 'dot.', 'a*b', 'aux .c', '..\\a', 'x\\a'];
    const { inside } = cage();
    const src = new FakeSide(() => names.map(name => ({ name })));
    const events = await told(src, new LocalSide(inside, inside, 'win32'));
    expect(errors(events)).to.have.lengthOf(names.length);
    expect(readdirSync(inside)).to.deep.equal([]);
  });

  it('cannot have things deleted by such names', async () => {
    const root = freshFolder('empty');
    const dst = new FakeSide(path =>
      path === '' ? [...HOSTILE.map(name => ({ name })), { name: 'gone' }] : [],
    );
    const events = await told(new LocalSide(root), dst, { delete: true });
    expect(paths(events, 'deleted')).to.deep.equal(['gone']);
    expect(dst.asked.filter(each => each.startsWith('remove'))).to.deep.equal(['remove gone']);
  });

  it('cannot lead the walk round in a circle', async () => {
    const src = new FakeSide(
      path =>
        path === ''
          ? [{ name: 'x', kind: 'folder', id: 2n }]
          : [
              { name: 'up', kind: 'folder', id: 1n },
              { name: 'self', kind: 'folder', id: 2n },
            ],
      1n,
    );
    const events = await told(src, new FakeSide(() => []));
    expect(src.asked).to.deep.equal(['list ', 'list x']);
    expect(events.filter(({ type }) => type === 'skipped')).to.have.lengthOf(2);
  });

  it('cannot nest folders without end', async () => {
    const src = new FakeSide(() => [{ name: 'd', kind: 'folder' }]);
    const events = await told(src, new FakeSide(() => []));
    expect(doneOf(events)).to.include({ created: 256, errors: 1 });
    expect(errors(events)[0]).to.match(/^ELOOP /);
  });

  it('cannot have wanted files deleted through a folder that is a link to the top', async () => {
    const wanted = { name: 'wanted' };
    const src = new FakeSide(() => [wanted]);
    const loop = { name: 'loop', kind: 'folder', id: 1n } as const;
    const dst = new FakeSide(() => [wanted, loop], 1n);
    const events = await told(src, dst, { delete: true });
    expect(paths(events, 'skipped')).to.deep.equal(['loop']);
    expect(dst.asked.filter(each => each.startsWith('remove'))).to.deep.equal([]);
  });

  it('cannot send more than it listed', async () => {
    const { inside } = cage();
    const src = new FakeSide(() => [{ name: 'a', size: 10 }]);
    let sent = 0;
    src.content = function* () {
      for (; ; sent++) yield Buffer.alloc(100);
    } as FakeSide['content'];
    expect(errors(await told(src, new LocalSide(inside)))).to.deep.equal(['ERR_SMB_TRUNCATED a']);
    expect(sent).to.be.below(5);
    expect(readdirSync(inside)).to.deep.equal([]);
  });
});

describe('a run', () => {
  it('goes on after a folder that cannot be listed, and deletes nothing then', async () => {
    const src = new FakeSide(path => (path === '' ? [{ name: 'x', kind: 'folder' }, { name: 'a' }] : []));
    src.failing.set('x', new SmbError({ code: 'EACCES', message: 'no' }));
    const dst = new FakeSide(path =>
      path === '' ? [{ name: 'x', kind: 'folder' }, { name: 'gone' }] : [{ name: 'in x' }],
    );
    const events = await told(src, dst, { delete: true });
    expect(errors(events)).to.deep.equal(['EACCES x']);
    expect(doneOf(events)).to.include({ unchanged: 0, transferred: 1, deleted: 0 });
  });

  it('ends with the link, which is the error of the whole', async () => {
    const src = new FakeSide(() => [{ name: 'a', size: 9 }]);
    src.content = () => throwError(linkLost);
    const { inside } = cage();
    const error = await told(src, new LocalSide(inside)).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(SmbError).with.property('code', 'ECONNRESET');
  });

  it('ends with the top of the source, when that cannot be listed', async () => {
    const src = new FakeSide(() => []);
    src.failing.set('', new SmbError({ code: 'EACCES', message: 'no' }));
    const error = await told(src, new FakeSide(() => [])).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(SmbError).with.property('code', 'EACCES');
  });

  it('does not take a mistake of ours for a failed file', async () => {
    const src = new FakeSide(() => [{ name: 'a' }]);
    src.content = () => {
      throw new TypeError('a mistake');
    };
    const { inside } = cage();
    const error = await told(src, new LocalSide(inside)).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(TypeError);
  });

  it('copies so many files at once, and lists so many folders', async () => {
    const src = new FakeSide(path =>
      path === ''
        ? Array.from({ length: 30 }, (_, i) => ({ name: `d${i}`, kind: 'folder' }))
        : [{ name: 'f', size: 1 }],
    );
    let [now, most] = [0, 0];
    src.content = async function* () {
      most = Math.max(most, ++now);
      await sleep(1);
      now--;
      yield Buffer.from('x');
    };
    const { inside } = cage();
    expect(doneOf(await told(src, new LocalSide(inside), { transfers: 3 }))).to.include({ transferred: 30 });
    expect(most).to.equal(3);
  });

  it('copies small files in batches, of which one that fails costs no other', async () => {
    const src = new FakeSide(path =>
      path === ''
        ? [
            ...Array.from({ length: 64 }, (_, i) => ({ name: `f${i}`, size: 1 })),
            { name: 'large', size: 2 ** 17 },
          ]
        : [],
    );
    let [now, most] = [0, 0];
    src.content = async function* (path) {
      most = Math.max(most, ++now);
      await sleep(1);
      now--;
      yield Buffer.alloc(path === 'large' ? 2 ** 17 : path === 'f5' ? 2 : 1);
    };
    const { inside } = cage();
    const events = await told(src, new LocalSide(inside), { transfers: 2, batch: 8 });
    expect(errors(events)).to.deep.equal(['ERR_SMB_TRUNCATED f5']);
    expect(doneOf(events)).to.include({ transferred: 64, errors: 1 });
    expect(readdirSync(inside)).to.have.lengthOf(64);
    expect(most).to.equal(16);
  });

  it('does not list the whole tree ahead of what it copies', async () => {
    const src = new FakeSide(path =>
      path.split('/').length < 4
        ? Array.from({ length: 10 }, (_, i) => ({ name: `d${i}`, kind: 'folder' }))
        : Array.from({ length: 100 }, (_, i) => ({ name: `f${i}`, size: 1 })),
    );
    src.content = () => STALLED;
    const { inside } = cage();
    const running = run(rulesOf(src, new LocalSide(inside))).subscribe();
    await sleep(100);
    running.unsubscribe();
    expect(src.asked.filter(each => each.startsWith('list')).length).to.be.within(5, 50);
  });

  it('waits for whoever pulls', async () => {
    const src = new FakeSide(() => Array.from({ length: 50 }, (_, i) => ({ name: `f${i}`, size: 1 })));
    src.content = () => of(Buffer.from('x'));
    const { inside } = cage();
    const events = run(rulesOf(src, new LocalSide(inside), { transfers: 2 }))[Symbol.asyncIterator]();
    for (let i = 0; i < 4; i++) await events.next();
    await sleep(50);
    expect(src.asked.filter(each => each.startsWith('read')).length).to.be.below(10);
    await events.return?.();
  });

  it('survives 100,000 files that are all the same', async () => {
    const entries = Array.from({ length: 100_000 }, (_, i) => ({ name: `f${i}` }));
    const events = await told(new FakeSide(() => entries), new FakeSide(() => entries));
    expect(doneOf(events)).to.include({ unchanged: 100_000 });
  });

  it('survives 20,000 transfers that complete at once', async () => {
    const entries = Array.from({ length: 20_000 }, (_, i) => ({ name: `f${i}` }));
    const events = await told(new FakeSide(() => entries), new FakeSide(() => []));
    expect(doneOf(events)).to.include({ transferred: 20_000 });
  });
});

describe('the end of a run', () => {
  /** Too large to be written at once. */
  const size = 2 * AT_ONCE;

  /** Two files that get half way, to the local disk. */
  function halfWay() {
    const src = new FakeSide(
      () =>
        [
          { name: 'a', size },
          { name: 'x', kind: 'folder' },
          { name: 'b', size },
        ].filter((_, i) => i !== 1) as { name: string }[],
    );
    src.content = () => concat(of(Buffer.alloc(10)), NEVER);
    const { inside } = cage();
    writeFileSync(join(inside, 'a'), 'old');
    const dst = new LocalSide(inside);
    return { src, dst, inside };
  }

  async function untilHalf(inside: string): Promise<void> {
    const temps = () => readdirSync(inside).filter(name => name.startsWith('.rxsmb-'));
    while (temps().length < 2) await sleep(1);
  }

  it('removes what is half done when it is unsubscribed', async () => {
    const { src, dst, inside } = halfWay();
    const running = withSides([of(src), of(dst)], undefined, (from, to) =>
      run(rulesOf(from, to)),
    ).subscribe();
    await untilHalf(inside);
    running.unsubscribe();
    await dst.close();
    expect(readdirSync(inside)).to.deep.equal(['a']);
  });

  it('removes what is half done before it tells of an abort', async () => {
    const { src, dst, inside } = halfWay();
    const controller = new AbortController();
    const work = withSides([of(src), of(dst)], controller.signal, (from, to) => run(rulesOf(from, to)));
    const ended = lastValueFrom(work).catch((error: unknown) => error);
    await untilHalf(inside);
    controller.abort('enough');
    expect(await ended).to.include({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
    expect(readdirSync(inside)).to.deep.equal(['a']);
  });

  it('does nothing when it was aborted before', async () => {
    const { src, dst } = halfWay();
    const work = withSides([of(src), of(dst)], AbortSignal.abort(), (from, to) => run(rulesOf(from, to)));
    const error = await lastValueFrom(work).catch((caught: unknown) => caught);
    expect(error).to.have.property('code', 'ABORT_ERR');
    expect(src.asked).to.deep.equal([]);
  });

  it('removes what is half done before it tells of a link that is gone', async () => {
    const { src, dst, inside } = halfWay();
    const lose: (() => void)[] = [];
    src.content = path =>
      path === 'a'
        ? concat(of(Buffer.alloc(10)), NEVER)
        : concat(
            of(Buffer.alloc(10)),
            new Promise<Uint8Array>((_, reject) => lose.push(() => reject(linkLost()))),
          );
    const work = withSides([of(src), of(dst)], undefined, (from, to) => run(rulesOf(from, to)));
    const ended = lastValueFrom(work).catch((error: unknown) => error);
    await untilHalf(inside);
    lose[0]?.();
    expect(await ended).to.have.property('code', 'ECONNRESET');
    expect(readdirSync(inside)).to.deep.equal(['a']);
  });

  it('comes also from a side that fails while nobody waits for it', async () => {
    const { src, dst, inside } = halfWay();
    let lose: () => void = () => undefined;
    const opened = concat(of(src), new Promise<never>((_, reject) => (lose = () => reject(linkLost()))));
    const ended = lastValueFrom(
      withSides([opened, of(dst)], undefined, (from, to) => run(rulesOf(from, to))),
    ).catch((error: unknown) => error);
    await untilHalf(inside);
    lose();
    expect(await ended).to.have.property('code', 'ECONNRESET');
    expect(readdirSync(inside)).to.deep.equal(['a']);
    expect(existsSync(dirname(inside))).to.equal(true);
  });
});
