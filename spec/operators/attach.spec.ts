import { expect } from 'chai';
import { Observable, Subscription } from 'rxjs';
import { attach } from '../../lib/operators/attach.ts';
import { demanding, Gate, valveOf } from '../../lib/operators/demand.ts';
import { marbles } from './marbles.ts';

describe('attach', () => {
  it('ends with its owner', () => {
    marbles(({ cold, expectSubscriptions, flush }) => {
      const source = cold('a-b-c-d');
      const owner = new Subscription();
      const got: string[] = [];
      attach(owner, source, { next: value => got.push(value) });
      cold('---|').subscribe({ complete: () => owner.unsubscribe() });
      expectSubscriptions(source.subscriptions).toBe('^--!');
      flush();
      expect(got).to.deep.equal(['a', 'b']);
    });
  });

  it('ends a source from inside, before its subscribe has returned', () => {
    const owner = new Subscription();
    let produced = 0;
    const endless = new Observable<number>(subscriber => {
      while (!subscriber.closed && produced < 1000) subscriber.next(produced++);
    });
    attach(owner, endless, { next: value => value === 4 && owner.unsubscribe() });
    expect(produced).to.equal(5);
  });

  it('does not subscribe for an owner that has ended', () => {
    const owner = new Subscription();
    owner.unsubscribe();
    let subscribed = false;
    attach(owner, new Observable(() => void (subscribed = true)), {});
    expect(subscribed).to.be.false;
  });

  it('leaves nothing with its owner when the source is over', () => {
    const owner = new Subscription();
    let torn = 0;
    const source = new Observable<never>(subscriber => {
      subscriber.complete();
      return () => torn++;
    });
    attach(owner, source, {});
    expect(torn).to.equal(1);
    owner.unsubscribe();
    expect(torn).to.equal(1);
  });

  it('passes demand', () => {
    const gate = new Gate();
    let seen: unknown;
    attach(
      new Subscription(),
      new Observable(subscriber => void (seen = valveOf(subscriber))),
      demanding(gate, {}),
    );
    expect(seen).to.equal(gate);
  });
});
