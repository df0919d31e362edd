import { expect } from 'chai';
import { defer, of, throwError } from 'rxjs';
import { ProtocolError, SmbError } from '../../lib/errors.ts';
import { retryTransient, type RetryTransientOptions } from '../../lib/operators/retry-transient.ts';
import { marbles } from './marbles.ts';

const busy = new SmbError({ code: 'EBUSY', message: 'a sharing violation', retryable: true });
const gone = new SmbError({ code: 'ECONNRESET', message: 'the link died', retryable: true, fatal: true });
const refused = new SmbError({ code: 'EACCES', message: 'no' });

describe('retryTransient', () => {
  const { random } = Math;
  let chance = 1;

  beforeEach(() => {
    chance = 1;
    Math.random = () => chance;
  });
  afterEach(() => {
    Math.random = random;
  });

  /** A source that fails, and what the operator makes of it. */
  function check(
    source: string,
    expected: string,
    subs: readonly string[],
    { error = busy, unsub, ...options }: RetryTransientOptions & { error?: unknown; unsub?: string } = {},
  ): void {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const cause = cold(source, undefined, error);
      expectObservable(cause.pipe(retryTransient(options)), unsub).toBe(expected, undefined, error);
      expectSubscriptions(cause.subscriptions).toBe([...subs]);
    });
  }

  it('lets pass what does not fail', () => {
    check('-', '-', ['^']);
    check('--|', '--|', ['^-!']);
    check('-a|', '-a|', ['^-!']);
    check('-a-b|', '-a-b|', ['^---!']);
    check('-a-b-', '-a-b-', ['^']);
    check('-a-b-', '-a-', ['^-!'], { unsub: '--!' });
  });

  it('repeats a failure that is worth it, with waits that double', () => {
    check('-#', '- 250ms - 500ms - 1000ms -#', [
      '^!',
      '- 250ms ^!',
      '- 250ms - 500ms ^!',
      '- 250ms - 500ms - 1000ms ^!',
    ]);
  });

  it('waits no longer than it may', () => {
    check('#', '10ms 15ms 15ms #', ['(^!)', '10ms (^!)', '25ms (^!)', '40ms (^!)'], {
      delay: 10,
      maxDelay: 15,
    });
  });

  it('waits for half of the time at least', () => {
    chance = 0;
    check('#', '50ms 100ms #', ['(^!)', '50ms (^!)', '150ms (^!)'], { delay: 100, count: 2 });
  });

  it('emits again what came before the failure', () => {
    check('-a#', '-a 4ms -a#', ['^-!', '-- 4ms ^-!'], { delay: 4, count: 1 });
  });

  it('passes other errors at once', () => {
    for (const error of [
      refused,
      new ProtocolError('rubbish'),
      new Error('of the user'),
      'not even an error',
    ]) {
      check('-a#', '-a#', ['^-!'], { error });
    }
  });

  it('repeats also where the share is gone, if that is worth it: a mount is made anew', () => {
    check('-#', '- 10ms -#', ['^!', '- 10ms ^!'], { error: gone, delay: 10, count: 1 });
  });

  it('does not repeat with a count of 0', () => {
    check('-#', '-#', ['^!'], { count: 0 });
  });

  it('is cancelled while it waits', () => {
    check('-#', '----', ['^!'], { delay: 10, unsub: '---!' });
  });

  it('makes an error of a factory that throws, worth a repetition or not', () => {
    marbles(({ expectObservable }) => {
      let times = 0;
      const source = defer(() => {
        times++;
        if (times === 1) throw busy;
        if (times === 2) throw refused;
        return of('never');
      });
      expectObservable(source.pipe(retryTransient({ delay: 3 }))).toBe('---#', undefined, refused);
    });
  });

  it('counts anew for each subscription', () => {
    marbles(({ expectObservable }) => {
      const source = throwError(() => busy).pipe(retryTransient({ delay: 2, count: 2 }));
      expectObservable(source).toBe('------#', undefined, busy);
      expectObservable(source, '-^').toBe('-------#', undefined, busy);
    });
  });

  it('has waits by chance', () => {
    Math.random = random;
    const waits = new Set<number>();
    for (let i = 0; i < 20; i++) {
      marbles(({ cold, flush }) => {
        const source = cold('#', undefined, busy);
        source.pipe(retryTransient({ count: 1, delay: 1000 })).subscribe({ error: () => undefined });
        flush();
        waits.add(source.subscriptions[1]!.subscribedFrame);
      });
    }
    expect(waits.size).to.be.above(1);
    for (const wait of waits) expect(wait).to.be.within(500, 1000);
  });
});
