import { expect } from 'chai';
import * as rx from 'rxjs';
import { DEMAND, demanding, Gate, valveOf } from '../../lib/operators/demand.ts';
import { Flow, iterate } from '../../lib/operators/flow.ts';
import { parallel } from '../../lib/operators/parallel.ts';
import { pipelined } from '../../lib/operators/pipelined.ts';
import { retryTransient } from '../../lib/operators/retry-transient.ts';
import { Counting, turn } from './counting.ts';

/** Where the producer of a broken chain stops, so that the spec ends. */
const GUARD = 2_000;
/** Values that the consumer takes, and more than any operator below needs for them. */
const TAKEN = 5;
const FEW = 25;

const later = (value: number): Promise<number> => new Promise(resolve => setTimeout(resolve, 1, value));
const failing = rx.throwError(() => new Error('boom'));

type Use = (source: rx.Observable<number>) => rx.Observable<unknown>;

/** Operators, and places in operators, through which demand reaches the source. */
const PASSES: Record<string, Use> = {
  bufferCount: s => s.pipe(rx.bufferCount(3)),
  catchError: s => failing.pipe(rx.catchError(() => s)),
  'catchError, of its source': s => s.pipe(rx.catchError(() => rx.EMPTY)),
  'combineLatest, of its last source': s => rx.combineLatest([rx.of(1), s]),
  'concat, of any source': s => rx.concat(rx.of(1), s),
  'concatMap, of its inner': s => rx.of(1).pipe(rx.concatMap(() => s)),
  defaultIfEmpty: s => s.pipe(rx.defaultIfEmpty(0)),
  defer: s => rx.defer(() => s),
  distinct: s => s.pipe(rx.distinct()),
  distinctUntilChanged: s => s.pipe(rx.distinctUntilChanged()),
  elementAt: s => s.pipe(rx.elementAt(3)),
  endWith: s => s.pipe(rx.endWith(0)),
  'exhaustMap, of its inner': s => rx.of(1).pipe(rx.exhaustMap(() => s)),
  filter: s => s.pipe(rx.filter(n => n % 2 === 1)),
  finalize: s => s.pipe(rx.finalize(() => undefined)),
  find: s => s.pipe(rx.find(n => n === 3)),
  first: s => s.pipe(rx.first()),
  iif: s => rx.iif(() => true, s, rx.EMPTY),
  map: s => s.pipe(rx.map(n => n + 1)),
  'materialize, dematerialize': s => s.pipe(rx.materialize(), rx.dematerialize()),
  merge: s => rx.merge(s, rx.NEVER),
  'mergeMap, of its inner': s => rx.of(1).pipe(rx.mergeMap(() => s)),
  pairwise: s => s.pipe(rx.pairwise()),
  race: s => rx.race(rx.NEVER, s),
  repeat: s => s.pipe(rx.take(2), rx.repeat()),
  retry: s => s.pipe(rx.retry(3)),
  'retry, after a failure': s => {
    let times = 0;
    return rx.defer(() => (times++ === 0 ? failing : s)).pipe(rx.retry({ delay: 1 }));
  },
  retryTransient: s => s.pipe(retryTransient()),
  scan: s => s.pipe(rx.scan((sum, n) => sum + n, 0)),
  skip: s => s.pipe(rx.skip(3)),
  skipLast: s => s.pipe(rx.skipLast(3)),
  skipWhile: s => s.pipe(rx.skipWhile(n => n < 3)),
  startWith: s => s.pipe(rx.startWith(0)),
  subscribeOn: s => s.pipe(rx.subscribeOn(rx.asyncScheduler)),
  'switchMap, of its inner': s => rx.of(1).pipe(rx.switchMap(() => s)),
  take: s => s.pipe(rx.take(50)),
  takeUntil: s => s.pipe(rx.takeUntil(rx.NEVER)),
  takeWhile: s => s.pipe(rx.takeWhile(() => true)),
  tap: s => s.pipe(rx.tap(() => undefined)),
  throwIfEmpty: s => s.pipe(rx.throwIfEmpty()),
  timeout: s => s.pipe(rx.timeout(10_000)),
  timestamp: s => s.pipe(rx.timestamp()),
  using: s =>
    rx.using(
      () => ({ unsubscribe: () => undefined }),
      () => s,
    ),
  withLatestFrom: s => s.pipe(rx.withLatestFrom(rx.of(1))),
  'Flow.of': s => Flow.of(s),
  'parallel(1), the bounded concatMap': s => s.pipe(parallel(1, later)),
  'parallel(4), the bounded mergeMap': s => s.pipe(parallel(4, later)),
  'parallel(4), ordered': s => s.pipe(parallel(4, later, { ordered: true })),
  'parallel, of its inner': s => parallel(1, () => s)([1]),
  'parallel, of its ordered inners': s => parallel(3, () => s, { ordered: true })([1]),
};

/** Operators that queue, drop or gather: their source runs on, or as far as its own end. */
const BREAKS: Record<string, Use> = {
  auditTime: s => s.pipe(rx.auditTime(1)),
  buffer: s => s.pipe(rx.buffer(rx.interval(1))),
  bufferTime: s => s.pipe(rx.bufferTime(1)),
  'combineLatest, of its first source': s => rx.combineLatest([s, rx.of(1)]),
  concatMap: s => s.pipe(rx.concatMap(later)),
  connect: s => s.pipe(rx.connect(shared => shared)),
  count: s => s.pipe(rx.count()),
  debounceTime: s => s.pipe(rx.debounceTime(1)),
  delay: s => s.pipe(rx.delay(1)),
  delayWhen: s => s.pipe(rx.delayWhen(() => rx.timer(1))),
  exhaustMap: s => s.pipe(rx.exhaustMap(later)),
  forkJoin: s => rx.forkJoin([s]),
  ignoreElements: s => s.pipe(rx.ignoreElements()),
  last: s => s.pipe(rx.last()),
  mergeMap: s => s.pipe(rx.mergeMap(later)),
  'mergeMap with a limit': s => s.pipe(rx.mergeMap(later, 4)),
  observeOn: s => s.pipe(rx.observeOn(rx.asapScheduler)),
  reduce: s => s.pipe(rx.reduce((sum, n) => sum + n, 0)),
  sampleTime: s => s.pipe(rx.sampleTime(1)),
  share: s => s.pipe(rx.share()),
  shareReplay: s => s.pipe(rx.shareReplay(1)),
  switchMap: s => s.pipe(rx.switchMap(later)),
  takeLast: s => s.pipe(rx.takeLast(3)),
  throttleTime: s => s.pipe(rx.throttleTime(1)),
  toArray: s => s.pipe(rx.toArray()),
  'withLatestFrom, of its argument': s => rx.of(1).pipe(rx.withLatestFrom(s)),
  zip: s => rx.zip(s, rx.interval(1)),
};

/** An endless producer that counts. */
interface Producer {
  readonly source: rx.Observable<number>;
  /** Values that it had to make. */
  produced(): number;
  /** How many it makes ahead of its consumer. */
  readonly window: number;
}

const PRODUCERS: Record<string, () => Producer> = {
  'a Flow': () => {
    const counting = new Counting(GUARD);
    return { source: counting.flow, produced: () => counting.produced, window: 0 };
  },
  'pipelined, with answers that are there at once': () => {
    let produced = 0;
    const ranges = {
      *[Symbol.iterator]() {
        while (produced < GUARD) yield { offset: produced, length: 1 };
      },
    };
    const bytes = pipelined(ranges, () => [{ length: 1, value: produced++ }], { window: 4 });
    return { source: bytes.pipe(rx.map(({ value }) => value)), produced: () => produced, window: 4 };
  },
};

describe('demand', () => {
  for (const [kind, produce] of Object.entries(PRODUCERS)) {
    describe(`to ${kind}`, () => {
      for (const [name, use] of Object.entries(PASSES)) {
        it(`passes through ${name}`, async () => {
          const { source, produced, window } = produce();
          let taken = 0;
          for await (const _ of iterate(use(source))) {
            await turn(); // a slow consumer
            expect(produced()).to.be.at.most(FEW + window);
            if (++taken === TAKEN) break;
          }
          expect(taken).to.be.above(0);
          expect(produced()).to.be.above(0);
        });
      }

      for (const [name, use] of Object.entries(BREAKS)) {
        it(`does not pass through ${name}`, async () => {
          const { source, produced } = produce();
          const iterator = iterate(use(source));
          void iterator.next();
          void iterator.next(); // some let the first value through
          await turn();
          expect(produced()).to.equal(GUARD);
          await iterator.return?.();
        });
      }

      it('is felt behind a slow parallel', async () => {
        const { source, produced, window } = produce();
        let done = 0;
        const subscription = source.pipe(parallel(2, later)).subscribe(() => done++);
        while (done < TAKEN) {
          await later(1);
          expect(produced()).to.be.at.most(done + 2 + window);
        }
        subscription.unsubscribe();
      });

      it('is without bounds for a plain subscribe', () => {
        const { source, produced } = produce();
        source.subscribe();
        expect(produced()).to.equal(GUARD);
      });
    });
  }

  it('serves the sources of a merge in turn', async () => {
    const sources = ['a', 'b', 'c'].map(name => new Counting(GUARD).flow.pipe(rx.map(n => `${name}${n}`)));
    const got: string[] = [];
    for await (const value of iterate(rx.merge(...sources))) {
      got.push(value);
      if (got.length === 10) break;
    }
    expect(got.sort()).to.deep.equal(['a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'b2', 'c0', 'c1', 'c2']);
  });
});

describe('valveOf', () => {
  it('finds the valve of an observer, and lets everything through where there is none', () => {
    const gate = new Gate();
    const seen: unknown[] = [];
    const source = new rx.Observable<never>(subscriber => void seen.push(valveOf(subscriber)));
    source.subscribe(demanding(gate, {}));
    expect(seen[0]).to.equal(gate);
    source.subscribe();
    source.subscribe(new rx.Subject<never>());
    for (const valve of [valveOf({}), ...seen.slice(1)]) {
      expect(valve).to.include({ isOpen: true });
    }
  });

  it('is told from outside by a registered symbol, so that two copies of the package agree', () => {
    expect(DEMAND).to.equal(Symbol.for('rxsmb.demand'));
    const valve = new Gate();
    expect(valveOf({ destination: { partialObserver: { [Symbol.for('rxsmb.demand')]: valve } } })).to.equal(
      valve,
    );
  });

  it('gives an answer for a subscriber that is closed', () => {
    let closed: rx.Subscriber<never> | undefined;
    new rx.Observable<never>(subscriber => void (closed = subscriber)).subscribe().unsubscribe();
    expect(valveOf(closed!).isOpen).to.be.true;
  });
});

describe('Gate', () => {
  it('tells its listeners when it opens, once', () => {
    const gate = new Gate();
    const told: string[] = [];
    gate.onOpen(() => told.push('a'));
    const forget = gate.onOpen(() => told.push('b'));
    gate.open();
    gate.open();
    expect(told).to.deep.equal(['a', 'b']);
    forget();
    gate.shut();
    expect(gate.isOpen).to.be.false;
    gate.open();
    expect(told).to.deep.equal(['a', 'b', 'a']);
    expect(gate.isOpen).to.be.true;
  });

  it('tells no more when a listener shut it, and then begins with another', () => {
    const gate = new Gate();
    const told: string[] = [];
    for (const name of ['a', 'b']) {
      gate.onOpen(() => {
        told.push(name);
        gate.shut();
      });
    }
    for (let i = 0; i < 4; i++) gate.open();
    expect(told).to.deep.equal(['a', 'b', 'a', 'b']);
  });

  it('does not tell a listener that was removed meanwhile', () => {
    const gate = new Gate();
    const told: string[] = [];
    gate.onOpen(() => {
      told.push('a');
      forget();
    });
    const forget = gate.onOpen(() => told.push('b'));
    gate.open();
    expect(told).to.deep.equal(['a']);
  });
});
