import { expect } from 'chai';
import { concat, map, NEVER, Observable, of, range, Subject, take, tap, throwError } from 'rxjs';
import { Flow, iterate } from '../../lib/operators/flow.ts';
import { Counting, turn } from './counting.ts';
import { marbles } from './marbles.ts';

const boom = new Error('boom');

/** What iterating gives, and how it ends. */
async function collect(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const got: unknown[] = [];
  try {
    for await (const value of source) got.push(value);
    got.push('|');
  } catch (error) {
    got.push(error);
  }
  return got;
}

describe('Flow', () => {
  describe('for await', () => {
    it('gives one, many, none, and an error after what came before it', async () => {
      expect(await collect(Flow.of(of(1)))).to.deep.equal([1, '|']);
      expect(await collect(Flow.of(range(0, 3)))).to.deep.equal([0, 1, 2, '|']);
      expect(await collect(Flow.of(of()))).to.deep.equal(['|']);
      expect(await collect(Flow.of(throwError(() => boom)))).to.deep.equal([boom]);
      expect(
        await collect(
          Flow.of(
            concat(
              of(1, 2),
              throwError(() => boom),
            ),
          ),
        ),
      ).to.deep.equal([1, 2, boom]);
      const thrower = new Flow(() => {
        throw boom;
      });
      expect(await collect(thrower)).to.deep.equal([boom]);
    });

    it('gives undefined as a value, and an undefined error as an error', async () => {
      expect(await collect(Flow.of(of(undefined)))).to.deep.equal([undefined, '|']);
      expect(await collect(Flow.of(throwError(() => undefined)))).to.deep.equal([undefined]);
    });

    it('pulls: the producer is never ahead of the loop', async () => {
      const producer = new Counting();
      let got = 0;
      for await (const value of producer.flow) {
        expect(value).to.equal(got++);
        expect(producer.produced).to.equal(got);
        await turn();
        expect(producer.produced).to.equal(got);
        if (got === 20) break;
      }
      expect(producer.open).to.equal(0);
    });

    it('unsubscribes when the loop breaks, throws, or returns', async () => {
      const leaves = [
        async (flow: Flow<number>) => {
          for await (const _ of flow) break;
        },
        async (flow: Flow<number>) => {
          for await (const _ of flow) throw boom;
        },
        async (flow: Flow<number>) => {
          for await (const value of flow) return value;
          return undefined;
        },
      ];
      for (const leave of leaves) {
        const producer = new Counting();
        await leave(producer.flow).catch((error: unknown) => expect(error).to.equal(boom));
        expect([producer.produced, producer.open]).to.deep.equal([1, 0]);
      }
    });

    it('is work of its own for each loop', async () => {
      let subscribed = 0;
      const flow = new Flow<number>(subscriber => {
        subscriber.next(++subscribed);
        subscriber.complete();
      });
      expect(await collect(flow)).to.deep.equal([1, '|']);
      expect(await collect(flow)).to.deep.equal([2, '|']);
    });

    it('keeps what a source pushes that cannot be asked, however much', async () => {
      let sum = 0;
      for await (const value of Flow.of(range(0, 200_000))) sum += value;
      expect(sum).to.equal(19_999_900_000);
    });
  });

  describe('iterate', () => {
    it('subscribes at the first next(), not before', async () => {
      const producer = new Counting();
      const iterator = iterate(producer.flow);
      await turn();
      expect([producer.produced, producer.open]).to.deep.equal([0, 0]);
      expect(await iterator.next()).to.deep.equal({ done: false, value: 0 });
      expect(producer.open).to.equal(1);
      await iterator.return?.();
    });

    it('answers concurrent next() calls in order, asking for as many values', async () => {
      const producer = new Counting();
      const iterator = iterate(producer.flow);
      const results = await Promise.all([iterator.next(), iterator.next(), iterator.next()]);
      expect(results.map(({ value }) => value)).to.deep.equal([0, 1, 2]);
      expect(producer.produced).to.equal(3);

      const subject = new Subject<string>();
      const later = iterate(subject);
      const waiting = Promise.all([later.next(), later.next(), later.next(), later.next()]);
      subject.next('a');
      subject.next('b');
      subject.complete();
      expect((await waiting).map(({ done, value }) => (done === true ? '|' : value))).to.deep.equal([
        'a',
        'b',
        '|',
        '|',
      ]);
    });

    it('rejects one of several waiting calls; the others are done', async () => {
      const subject = new Subject<string>();
      const iterator = iterate(subject);
      const waiting = Promise.allSettled([iterator.next(), iterator.next(), iterator.next()]);
      subject.next('a');
      subject.error(boom);
      const done = { done: true, value: undefined };
      expect(await waiting).to.deep.equal([
        { status: 'fulfilled', value: { done: false, value: 'a' } },
        { status: 'rejected', reason: boom },
        { status: 'fulfilled', value: done },
      ]);
      expect(await iterator.next()).to.deep.equal(done);
    });

    it('never subscribes after return() before next()', async () => {
      const producer = new Counting();
      const iterator = iterate(producer.flow);
      const done = { done: true, value: undefined };
      expect(await iterator.return?.()).to.deep.equal(done);
      expect(await iterator.next()).to.deep.equal(done);
      expect(producer.produced).to.equal(0);
    });

    it('finishes the calls that wait when it is returned, and drops what it holds', async () => {
      const never = iterate(NEVER);
      const waiting = never.next();
      await never.return?.();
      expect(await waiting).to.deep.equal({ done: true, value: undefined });

      const pushed = iterate(of(1, 2, 3));
      await pushed.next();
      await pushed.return?.();
      expect(await pushed.next()).to.deep.equal({ done: true, value: undefined });
    });

    it('subscribes once, also when it is asked from inside', async () => {
      let subscribed = 0;
      let inner: Promise<IteratorResult<number, undefined>> | undefined;
      const source = new Observable<number>(subscriber => {
        subscribed++;
        subscriber.next(1);
        subscriber.next(2);
      });
      const iterator: AsyncIterator<number, undefined> = iterate(
        source.pipe(tap(() => void (inner ??= iterator.next()))),
      );
      expect([await iterator.next(), await inner].map(result => result?.value)).to.have.members([1, 2]);
      expect(subscribed).to.equal(1);
    });

    it('can be returned from inside a source that does not stop by itself', async () => {
      let produced = 0;
      const source = new Observable<number>(subscriber => {
        while (!subscriber.closed && produced < 1000) subscriber.next(produced++);
      });
      const iterator: AsyncIterator<number, undefined> = iterate(
        source.pipe(tap(value => void (value === 3 && iterator.return?.()))),
      );
      await iterator.next();
      expect(produced).to.equal(4);
    });
  });

  it('pushes at wire speed to a plain subscribe', () => {
    const producer = new Counting(1000);
    const subscription = producer.flow.subscribe();
    expect(producer.produced).to.equal(1000);
    subscription.unsubscribe();
    expect(producer.open).to.equal(0);
  });

  it('mirrors its source, in time and in what it releases', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const [marble, unsub, subs] of [
        ['-', undefined, '^'],
        ['--|', undefined, '^-!'],
        ['--a-b|', undefined, '^----!'],
        ['--a#', undefined, '^--!'],
        ['--a--b-', undefined, '^'],
        ['--a--b-', '---!', '^--!'],
      ] as const) {
        const source = cold(marble);
        expectObservable(Flow.of(source), unsub).toBe(unsub === undefined ? marble : '--a-');
        expectSubscriptions(source.subscriptions).toBe(subs);
      }
    });
  });

  it('makes an error of a callback that throws, and releases everything', async () => {
    const producer = new Counting();
    const failing = producer.flow.pipe(
      map(value => {
        if (value === 2) throw boom;
        return value;
      }),
    );
    expect(await collect(iterate(failing))).to.deep.equal([0, 1, boom]);
    expect(producer.open).to.equal(0);
  });

  it('is a plain Observable after a pipe', () => {
    expect(new Counting().flow.pipe(take(1))).not.to.be.instanceOf(Flow);
  });
});
