import { expect } from 'chai';
import { lastValueFrom, NEVER, type Observable, of, throwError, toArray } from 'rxjs';

import { inTurns } from '../../lib/rpc/in-turns.ts';
import { marbles } from '../operators/marbles.ts';

describe('inTurns', () => {
  /** Each of these once. */
  const each =
    <T>(...sources: Observable<T>[]) =>
    () =>
      sources.shift();

  it('asks for the next source when the one before is complete', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('-a-a|');
      const b = cold('--b|');
      expectObservable(inTurns(each(a, b))).toBe('-a-a--b|');
      expectSubscriptions(a.subscriptions).toBe('^---!');
      expectSubscriptions(b.subscriptions).toBe('----^--!');
    });
  });

  it('never ends, is empty, or fails, as its sources do', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(inTurns(each())).toBe('|');
      expectObservable(inTurns(each(cold('--|'), cold('|')))).toBe('--|');
      expectObservable(inTurns(each(cold('a|'), NEVER))).toBe('a');
      expectObservable(inTurns(each(cold('a-#'), cold('b|')))).toBe('a-#');
      expectObservable(
        inTurns(() => cold('a|')).pipe(source => source),
        '-----!',
      ).toBe('aaaaa');
    });
  });

  it('lets go of the source at work when nobody wants more', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = cold('-a-a-a|');
      const b = cold('b|');
      expectObservable(inTurns(each(a, b)), '--!').toBe('-a-');
      expectSubscriptions(a.subscriptions).toBe('^-!');
      expectSubscriptions(b.subscriptions).toBe([]);
    });
  });

  it('fails where the asking throws', () => {
    const error = new Error('no more');
    const next = () => {
      throw error;
    };
    marbles(({ expectObservable }) => {
      expectObservable(inTurns(next)).toBe('#', {}, error);
    });
  });

  it('takes a hundred thousand sources that answer at once', async () => {
    let asked = 0;
    const counted = inTurns(() => (asked < 100_000 ? of(asked++) : undefined));
    expect(await lastValueFrom(counted.pipe(toArray()))).to.have.lengthOf(100_000);
  });

  it('stops at the first failure among sources that answer at once', async () => {
    let asked = 0;
    const failing = inTurns(() => (asked++ < 3 ? of(1) : throwError(() => new Error('enough'))));
    expect(await lastValueFrom(failing).catch(String)).to.equal('Error: enough');
    expect(asked).to.equal(4);
  });
});
