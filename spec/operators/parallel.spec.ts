import { expect } from 'chai';
import {
  concat,
  EMPTY,
  NEVER,
  Observable,
  type ObservableInput,
  of,
  range,
  Subject,
  take,
  throwError,
} from 'rxjs';
import { demanding, Gate } from '../../lib/operators/demand.ts';
import { Flow, iterate } from '../../lib/operators/flow.ts';
import { parallel } from '../../lib/operators/parallel.ts';
import { Counting, turn } from './counting.ts';
import { marbles } from './marbles.ts';

const MANY = 1_000_000;
/** More than an array can be shifted, or a stack can hold. */
const SOME = 100_000;
const boom = new Error('boom');

/** Subscribes; values, `|` and errors in the order they came. */
function record<T>(source: Observable<T>): unknown[] {
  const got: unknown[] = [];
  source.subscribe({
    next: value => got.push(value),
    error: error => got.push(error),
    complete: () => got.push('|'),
  });
  return got;
}

/** Values 0, 1, 2, ..., counted, and whether their generator was returned. */
function generator(end = Infinity) {
  const log = { made: 0, returned: 0 };
  const sync = function* () {
    try {
      while (log.made < end) yield log.made++;
    } finally {
      log.returned++;
    }
  };
  const async = async function* () {
    try {
      while (log.made < end) yield log.made++;
    } finally {
      log.returned++;
    }
  };
  return { log, sync, async };
}

describe('parallel', () => {
  for (const ordered of [false, true]) {
    describe(ordered ? 'ordered' : 'unordered', () => {
      it('mirrors never, empty, one, many, error and never-ending', () => {
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          for (const [marble, result, subs] of [
            ['-', '-', '^'],
            ['--|', '--|', '^-!'],
            ['--a|', '---x|', '^--!'],
            ['--a|', '---x|', '^--!'],
            ['--a--b-', '---x--x-', '^'],
            ['--#', '--#', '^-!'],
            ['--a--#', '---x-#', '^----!'],
          ] as const) {
            const source = cold(marble);
            const inner = cold('-(x|)');
            expectObservable(source.pipe(parallel(2, () => inner, { ordered }))).toBe(
              result === '---x|' ? '---(x|)' : result,
            );
            expectSubscriptions(source.subscriptions).toBe(subs);
          }
        });
      });

      it('runs one after the other with n = 1', () => {
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const source = cold('a-b-c|');
          const inner = cold('--x|');
          expectObservable(source.pipe(parallel(1, () => inner, { ordered }))).toBe('--x--x--x|');
          expectSubscriptions(source.subscriptions).toBe('^----!');
          expectSubscriptions(inner.subscriptions).toBe(['^--!', '---^--!', '------^--!']);
        });
      });

      it('runs as many at once as it may', () => {
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const inner = cold('-----(x|)');
          expectObservable(parallel(2, () => inner, { ordered })(['a', 'b', 'c'])).toBe('-----(xx)-(x|)');
          expectSubscriptions(inner.subscriptions).toBe(['^----!', '^----!', '-----^----!']);
        });
      });

      it('releases source and inners when it is unsubscribed', () => {
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const source = cold('a-b-c-');
          const inner = cold('---x---');
          expectObservable(source.pipe(parallel(2, () => inner, { ordered })), '----!').toBe('---x-');
          expectSubscriptions(source.subscriptions).toBe('^---!');
          expectSubscriptions(inner.subscriptions).toBe(['^---!', '--^-!']);
        });
      });

      it('ends all with the error of an inner', () => {
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const source = cold('a-b-c-');
          const inners = { a: cold('------'), b: cold('-#'), c: cold('-') };
          const result = source.pipe(parallel(2, value => inners[value as 'a' | 'b' | 'c'], { ordered }));
          expectObservable(result).toBe('---#');
          expectSubscriptions(source.subscriptions).toBe('^--!');
          expectSubscriptions(inners.a.subscriptions).toBe('^--!');
        });
      });

      it('makes an error of a project that throws, or gives nothing to subscribe to', () => {
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const source = cold('a-b-c-');
          const inner = cold('------');
          const project = (value: string) => {
            if (value === 'b') throw boom;
            return inner;
          };
          expectObservable(source.pipe(parallel(2, project, { ordered }))).toBe('--#', undefined, boom);
          expectSubscriptions(source.subscriptions).toBe('^-!');
          expectSubscriptions(inner.subscriptions).toBe('^-!');
        });
        const wrong = undefined as unknown as ObservableInput<number>;
        expect(record(parallel(1, () => wrong, { ordered })([1]))[0]).to.be.instanceOf(TypeError);
        expect(record(parallel(1, () => [1], { ordered })(wrong))[0]).to.be.instanceOf(TypeError);
      });

      it('gives values and their index to project', () => {
        const pairs = parallel(2, (value: string, index) => [`${value}${index}`], { ordered });
        expect(record(pairs(['a', 'b', 'c']))).to.deep.equal(['a0', 'b1', 'c2', '|']);
      });

      it('never runs more than n at once, whatever the source', async () => {
        const sources: Record<string, () => ObservableInput<number>> = {
          array: () => Array.from({ length: 20 }, (_, i) => i),
          generator: () => generator(20).sync(),
          'async generator': () => generator(20).async(),
          Flow: () => Flow.of(new Counting(20).flow.pipe(take(20))),
          Observable: () => range(0, 20),
          promise: () => Promise.resolve(0),
          ReadableStream: () => ReadableStream.from(Array.from({ length: 20 }, (_, i) => i)),
        };
        for (const [name, source] of Object.entries(sources)) {
          let active = 0;
          let most = 0;
          const work = async (value: number) => {
            most = Math.max(most, ++active);
            for (let i = value % 3; i >= 0; i--) await turn();
            active--;
            return value;
          };
          const got: unknown[] = [];
          for await (const value of parallel(3, work, { ordered })(source())) got.push(value);
          const count = name === 'promise' ? 1 : 20;
          expect(ordered ? got : got.sort((a, b) => Number(a) - Number(b)), name).to.deep.equal(
            Array.from({ length: count }, (_, i) => i),
          );
          expect(most, name).to.equal(Math.min(3, count));
        }
      });

      it('takes no more from its source than it has room for', async () => {
        for (const kind of ['sync', 'async'] as const) {
          const { log, ...make } = generator();
          const inners: Subject<number>[] = [];
          const project = () => {
            const inner = new Subject<number>();
            inners.push(inner);
            return inner;
          };
          const subscription = parallel(3, project, { ordered })(make[kind]()).subscribe();
          for (let i = 0; i < 5; i++) await turn();
          expect(log.made, kind).to.equal(3);
          inners[0]?.complete();
          for (let i = 0; i < 5; i++) await turn();
          expect(log.made, kind).to.equal(4);
          subscription.unsubscribe();
        }
      });

      it('returns generators, of source and inners, when it is unsubscribed', async () => {
        for (const kind of ['sync', 'async'] as const) {
          const outer = generator();
          const inner = generator();
          const iterator = iterate(parallel(1, () => inner[kind](), { ordered })(outer[kind]()));
          await iterator.next();
          expect([outer.log.returned, inner.log.returned], kind).to.deep.equal([0, 0]);
          await iterator.return?.();
          await turn();
          expect([outer.log.returned, inner.log.returned], kind).to.deep.equal([1, 1]);
        }
      });

      it('stops taking when the consumer wants no more', async () => {
        const { log, sync } = generator();
        const iterator = iterate(parallel(3, async (value: number) => value, { ordered })(sync()));
        await turn();
        expect(log.made).to.equal(0);
        await iterator.next();
        for (let i = 0; i < 5; i++) await turn();
        expect(log.made).to.equal(3);
        await iterator.next();
        await iterator.next();
        for (let i = 0; i < 5; i++) await turn();
        expect(log.made).to.equal(3);
        await iterator.next();
        for (let i = 0; i < 5; i++) await turn();
        expect(log.made).to.be.within(4, 6);
        await iterator.return?.();
      });

      it('pulls inner Flows and generators no faster than its consumer takes', async () => {
        const flows = [new Counting(), new Counting(), new Counting()];
        const produced = () => flows.reduce((sum, flow) => sum + flow.produced, 0);
        const iterator = iterate(parallel(3, ({ flow }: Counting) => flow, { ordered })(flows));
        for (let taken = 1; taken <= 50; taken++) {
          await iterator.next();
          await turn();
          expect(produced()).to.be.at.most(taken + 3);
        }
        await iterator.return?.();
        expect(flows.map(({ open }) => open)).to.deep.equal([0, 0, 0]);
      });

      it('completes a million inners synchronously', () => {
        for (const n of [1, 8]) {
          let sum = 0;
          let complete = false;
          parallel(n, (value: number) => of(value), { ordered })(generator(MANY).sync()).subscribe({
            next: value => (sum += value),
            complete: () => (complete = true),
          });
          expect([sum, complete]).to.deep.equal([(MANY * (MANY - 1)) / 2, true]);
        }
      });

      it('completes many inners synchronously, of a source that pushes them while it is busy', () => {
        const source = new Subject<number>();
        const first = new Subject<number>();
        let count = 0;
        let complete = false;
        const project = (value: number) => (value === 0 ? first : of(value));
        source.pipe(parallel(1, project, { ordered })).subscribe({
          next: () => count++,
          complete: () => (complete = true),
        });
        for (let i = 0; i < SOME; i++) source.next(i);
        source.complete();
        expect(count).to.equal(0);
        first.complete();
        expect([count, complete]).to.deep.equal([SOME - 1, true]);
      });

      it('completes many empty inners, and pulls as many through for await', async () => {
        expect(record(parallel(2, () => EMPTY, { ordered })(generator(SOME).sync()))).to.deep.equal(['|']);
        let count = 0;
        const some = parallel(2, (n: number) => (n % 100 === 0 ? of(n) : EMPTY), { ordered });
        for await (const _ of some(generator(SOME).sync())) count++;
        expect(count).to.equal(SOME / 100);
      });

      it('may be fed from its own consumer', () => {
        const source = new Subject<number>();
        const got: number[] = [];
        source.pipe(parallel(2, n => of(n, n), { ordered })).subscribe(value => {
          got.push(value);
          if (got.length < 20_000) source.next(value + 1);
        });
        source.next(0);
        expect(got).to.have.length.above(19_999);
      });

      it('ends a synchronous inner, or source, that its consumer had enough of', () => {
        for (const use of [
          (endless: Observable<number>) => parallel(2, () => endless, { ordered })([1, 2, 3]),
          (endless: Observable<number>) => endless.pipe(parallel(2, value => of(value), { ordered })),
        ]) {
          let produced = 0;
          const endless = new Observable<number>(subscriber => {
            while (!subscriber.closed && produced < 1000) subscriber.next(produced++);
          });
          expect(record(use(endless).pipe(take(3)))).to.deep.equal([0, 1, 2, '|']);
          expect(produced).to.be.below(1000);
        }
      });

      it('releases an inner that emitted the last value that was wanted while it was subscribed to', () => {
        let open = 0;
        const inner = new Observable<number>(subscriber => {
          open++;
          subscriber.next(1);
          return () => open--;
        });
        const source = new Subject<number>();
        source
          .pipe(
            parallel(1, () => inner, { ordered }),
            take(1),
          )
          .subscribe();
        source.next(0);
        expect([open, source.observed]).to.deep.equal([0, false]);
      });
    });
  }

  it('hands results out as they come, or in the order of their sources', () => {
    marbles(({ cold, expectObservable }) => {
      const inners = { a: cold('----a|'), b: cold('-b|'), c: cold('-c|') };
      const project = (value: string) => inners[value as 'a' | 'b' | 'c'];
      expectObservable(parallel(2, project)(['a', 'b', 'c'])).toBe('-b-ca|');
      expectObservable(parallel(2, project, { ordered: true })(['a', 'b', 'c'])).toBe('----abc|');
    });
  });

  it('passes an error of the source, but not before what it made', () => {
    const source = concat(
      of(1, 2),
      throwError(() => boom),
    );
    expect(record(source.pipe(parallel(1, n => of(n))))).to.deep.equal([1, 2, boom]);
    const failing = function* () {
      yield 1;
      throw boom;
    };
    expect(record(parallel(1, (n: number) => of(n))(failing()))).to.deep.equal([1, boom]);
  });

  it('holds one value of each inner Flow that waits for its turn', () => {
    const first = new Subject<number>();
    const second = new Counting();
    const project = (n: number) => (n === 0 ? first : second.flow);
    const gate = new Gate(true);
    const got: number[] = [];
    parallel(2, project, { ordered: true })([0, 1]).subscribe(
      demanding(gate, { next: value => got.push(value) }),
    );
    expect(second.produced).to.equal(1);
    gate.shut();
    first.complete();
    expect([got, second.produced]).to.deep.equal([[], 1]);
  });

  it('is never ahead of its consumer in the inner whose turn it is', async () => {
    const counting = new Counting();
    let taken = 0;
    for await (const _ of parallel(2, () => counting.flow, { ordered: true })([0])) {
      await turn();
      expect(counting.produced).to.equal(++taken);
      if (taken === 5) break;
    }
  });

  it('runs any number at once with n = Infinity', () => {
    let active = 0;
    parallel(Infinity, () => {
      active++;
      return NEVER;
    })(range(0, 1000)).subscribe();
    expect(active).to.equal(1000);
  });

  it('refuses an n that lets nothing through', () => {
    for (const n of [0, -1, NaN, 0.5])
      expect(() => parallel(n, () => of(1))).to.throw(RangeError, 'parallel');
  });
});
