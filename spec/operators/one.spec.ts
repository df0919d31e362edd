import { expect } from 'chai';
import {
  EMPTY,
  endWith,
  from,
  ignoreElements,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  switchMap,
} from 'rxjs';
import { demanding, Gate, valveOf } from '../../lib/operators/demand.ts';
import { One } from '../../lib/operators/one.ts';
import { turn } from './counting.ts';
import { marbles } from './marbles.ts';

describe('One', () => {
  /** A verb that counts how often it was done, and undone. */
  function verb() {
    const log = { begun: 0, ended: 0 };
    const one = new One<number>(subscriber => {
      log.begun++;
      setImmediate(() => {
        subscriber.next(log.begun);
        subscriber.complete();
      });
      return () => log.ended++;
    });
    return { one, log };
  }

  it('does nothing by itself', async () => {
    const { log } = verb();
    await turn();
    expect(log.begun).to.equal(0);
  });

  it('is done anew by each await and each subscription', async () => {
    const { one, log } = verb();
    expect(await one).to.equal(1);
    expect(await one).to.equal(2);
    expect(await lastValueFrom(one.pipe(map(n => n * 10)))).to.equal(30);
    expect(log).to.deep.equal({ begun: 3, ended: 3 });
  });

  it('settles as a promise would, with either handler, both, or none', async () => {
    const boom = new Error('boom');
    const good = One.of(of(1));
    const bad = new One<number>(subscriber => {
      subscriber.error(boom);
    });
    const yes = (value: number) => `yes ${value}`;
    const no = (error: unknown) => `no ${String(error)}`;
    expect(await good.then(yes, no)).to.equal('yes 1');
    expect(await bad.then(yes, no)).to.equal('no Error: boom');
    expect(await good.then(undefined, no)).to.equal(1);
    expect(await good.then(null, null)).to.equal(1);
    expect(await bad.then(null, no)).to.equal('no Error: boom');
    expect(await bad.then(yes).catch((error: unknown) => error)).to.equal(boom);
    expect(await Promise.all([good, good.then(yes)])).to.deep.equal([1, 'yes 1']);
  });

  it('makes a throwing subscribe, and a throwing handler, a rejection', async () => {
    const boom = new Error('boom');
    const fail = (): never => {
      throw boom;
    };
    const rejected = async (promise: PromiseLike<unknown>) => {
      try {
        await promise;
      } catch (error) {
        return error;
      }
      return 'nothing';
    };
    expect(await rejected(new One(fail))).to.equal(boom);
    expect(await rejected(One.of(of(1)).then(fail))).to.equal(boom);
  });

  it('fulfils when the verb is complete, not before', async () => {
    const events: string[] = [];
    const one = new One<string>(subscriber => {
      subscriber.next('value');
      setImmediate(() => {
        events.push('closed');
        subscriber.complete();
      });
    });
    await one.then(value => events.push(value));
    expect(events).to.deep.equal(['closed', 'value']);
  });

  it('emits undefined once for a verb without a value, and awaits to undefined', async () => {
    const done = One.of(of(1, 2).pipe(ignoreElements(), endWith(undefined)));
    const got: unknown[] = [];
    done.subscribe(value => got.push(value));
    expect(got).to.deep.equal([undefined]);
    expect(await done.then(value => [value])).to.deep.equal([undefined]);
  });

  it('awaits to the first value, should there be more', async () => {
    expect(await One.of(of(1, 2))).to.equal(1);
  });

  it('rejects when it completes without a value', async () => {
    expect(await One.of(EMPTY).then(undefined, (error: unknown) => error)).to.be.instanceOf(TypeError);
  });

  it('is cancelled by unsubscribing', () => {
    const { one, log } = verb();
    one.subscribe().unsubscribe();
    expect(log).to.deep.equal({ begun: 1, ended: 1 });
  });

  it('is an Observable to rxjs, not a promise', async () => {
    const { one, log } = verb();
    const subscription = from(one).subscribe();
    subscription.unsubscribe();
    expect(log.ended).to.equal(1);
    expect(await lastValueFrom(of(0).pipe(switchMap(() => one)))).to.equal(2);
    expect(one.pipe(map(n => n))).not.to.be.instanceOf(One);
  });

  it('mirrors its source, in time and in what it releases', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const [marble, unsub, subs] of [
        ['-', undefined, '^'],
        ['--|', undefined, '^-!'],
        ['--a|', undefined, '^--!'],
        ['--#', undefined, '^-!'],
        ['--a--|', '---!', '^--!'],
      ] as const) {
        const source = cold(marble);
        expectObservable(One.of(source), unsub).toBe(unsub === undefined ? marble : '--a-');
        expectSubscriptions(source.subscriptions).toBe(subs);
      }
    });
  });

  it('passes demand', () => {
    const gate = new Gate();
    let seen: unknown;
    const source = new Observable<number>(subscriber => {
      seen = valveOf(subscriber);
      return NEVER.subscribe();
    });
    One.of(source).subscribe(demanding(gate, {}));
    expect(seen).to.equal(gate);
  });
});
