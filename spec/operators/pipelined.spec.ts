import { expect } from 'chai';
import { concat, NEVER, Observable, of, Subject, take, throwError } from 'rxjs';
import { SmbError } from '../../lib/errors.ts';
import { demanding, Gate } from '../../lib/operators/demand.ts';
import { iterate } from '../../lib/operators/flow.ts';
import { type PipelineOptions, pipelined, type Range, WINDOW } from '../../lib/operators/pipelined.ts';
import { turn } from './counting.ts';
import { marbles } from './marbles.ts';

const MANY = 1_000_000;
const SOME = 100_000;
const boom = new Error('boom');

/** Adjoining ranges of these lengths. */
function ranges(...lengths: readonly number[]): Range[] {
  let offset = 0;
  return lengths.map(length => ({ offset: (offset += length) - length, length }));
}

/** Adjoining ranges of one length, and whether their generator was returned. */
function endless(length: number, end = Infinity) {
  const log = { made: 0, returned: 0 };
  const source = {
    *[Symbol.iterator]() {
      try {
        while (log.made < end) yield { offset: log.made++ * length, length };
      } finally {
        log.returned++;
      }
    },
  };
  return { log, source };
}

/** Letters by their offset. */
const TEXT = 'abcdefghijklmnopqrstuvwxyz';
const letters = ({ offset, length }: Range) => TEXT.slice(offset, offset + length);

/** Fetches that a spec answers by hand, in any order. */
class Server {
  readonly asked: number[] = [];
  readonly cancelled: number[] = [];
  readonly #waiting = new Map<number, { readonly range: Range; readonly answer: Subject<string> }>();

  readonly fetch = (range: Range): Observable<string> => {
    this.asked.push(range.offset);
    const answer = new Subject<string>();
    this.#waiting.set(range.offset, { range, answer });
    return new Observable(subscriber => {
      const subscription = answer.subscribe(subscriber);
      return () => {
        if (this.#waiting.delete(range.offset)) this.cancelled.push(range.offset);
        subscription.unsubscribe();
      };
    });
  };

  /** Answers one fetch, with all that it asked for, or with these pieces. */
  answer(offset: number, ...pieces: readonly string[]): void {
    const { range, answer } = this.#waiting.get(offset)!;
    this.#waiting.delete(offset);
    for (const piece of pieces.length > 0 ? pieces : [letters(range)]) answer.next(piece);
    answer.complete();
  }

  /** Sends a piece and more to come. */
  send(offset: number, piece: string): void {
    this.#waiting.get(offset)!.answer.next(piece);
  }

  fail(offset: number, error: unknown): void {
    const { answer } = this.#waiting.get(offset)!;
    this.#waiting.delete(offset);
    answer.error(error);
  }
}

/** A pipeline of a server and what it emits. */
function start(source: Iterable<Range>, options?: PipelineOptions) {
  const server = new Server();
  const got: unknown[] = [];
  const gate = new Gate(true);
  const subscription = pipelined(source, server.fetch, options).subscribe(
    demanding<string>(gate, {
      next: value => got.push(value),
      error: error => got.push(error instanceof SmbError ? error.code : error),
      complete: () => got.push('|'),
    }),
  );
  return { server, got, gate, subscription };
}

describe('pipelined', () => {
  it('mirrors never, empty, one, many, error and never-ending', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const [marble, lengths, result, subs] of [
        ['-', [1], '-', ['^']],
        ['--|', [], '|', []],
        ['--|', [1], '--|', ['^-!']],
        ['--a|', [1], '--a|', ['^--!']],
        ['--(a|)', [1, 1, 1], '--(aaa|)', ['^-!', '^-!', '^-!']],
        ['-a-a|', [2], '-a-a|', ['^---!']],
        ['--#', [1, 1], '--#', ['^-!', '^-!']],
        ['-a#', [2], '-a#', ['^-!']],
        ['-a-', [2], '-a-', ['^']],
      ] as const) {
        const answer = cold(marble);
        expectObservable(pipelined(ranges(...lengths), () => answer)).toBe(result);
        expectSubscriptions(answer.subscriptions).toBe([...subs]);
      }
    });
  });

  it('refills as room comes, and cancels all that is in flight when it is unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold('----(a|)');
      const { source } = endless(1);
      const flow = pipelined(source, () => answer, { window: 2 });
      expectObservable(flow, '----------!').toBe('----(aa)(aa)');
      expectSubscriptions(answer.subscriptions).toBe(
        ['^---!', '----^---!', '--------^-!'].flatMap(frames => [frames, frames]),
      );
    });
  });

  it('makes an error of a fetch that throws, and cancels the others', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('--a-');
      const fetch = ({ offset }: Range) => {
        if (offset === 4) throw boom;
        return offset === 0 ? first : cold('-(a|)');
      };
      const source = ranges(2, 2, 2).map(range => ({ ...range }));
      expectObservable(pipelined(source, fetch, { window: 4 })).toBe('--a-');
      expectObservable(pipelined(source, fetch)).toBe('#', undefined, boom);
      expectSubscriptions(first.subscriptions).toBe(['^', '(^!)']);
    });
  });

  it('makes an error of ranges that throw', () => {
    const failing = function* () {
      yield { offset: 0, length: 1 };
      throw boom;
    };
    const { got, server } = start(failing());
    expect(got).to.deep.equal([boom]);
    expect(server.cancelled).to.deep.equal([0]);
  });

  it('delivers in order what comes in any order, in pieces or whole', () => {
    const { server, got } = start(ranges(3, 3, 3));
    expect(server.asked).to.deep.equal([0, 3, 6]);
    server.answer(6);
    server.send(3, 'd');
    expect(got).to.deep.equal([]);
    server.send(0, 'ab');
    expect(got).to.deep.equal(['ab']);
    server.answer(0, 'c');
    expect(got).to.deep.equal(['ab', 'c', 'd']);
    server.answer(3, 'ef');
    expect(got).to.deep.equal(['ab', 'c', 'd', 'ef', 'ghi', '|']);
  });

  it('delivers bytes that are all there before their fetch is complete', () => {
    const { server, got } = start(ranges(2));
    server.send(0, 'ab');
    expect(got).to.deep.equal(['ab']);
  });

  it('emits the very views that it was given, and ignores empty ones', () => {
    const view = Buffer.from('ab');
    const got: Uint8Array[] = [];
    pipelined(ranges(2), () => [Buffer.alloc(0), view]).subscribe(data => got.push(data));
    expect(got).to.have.length(1);
    expect(got[0]).to.equal(view);
  });

  it('begins at any offset', () => {
    const got: string[] = [];
    pipelined(
      [
        { offset: 5, length: 2 },
        { offset: 7, length: 1 },
      ],
      r => of(letters(r)),
    ).subscribe(s => got.push(s));
    expect(got).to.deep.equal(['fg', 'h']);
  });

  describe('window', () => {
    it('bounds what is asked for and not yet delivered, together', () => {
      const { server, got, gate } = start(ranges(3, 3, 3, 3, 3), { window: 7 });
      expect(server.asked).to.deep.equal([0, 3]);
      server.answer(3);
      expect(server.asked).to.deep.equal([0, 3]);
      gate.shut();
      server.answer(0);
      expect(server.asked, 'held, not delivered').to.deep.equal([0, 3]);
      gate.open();
      expect(got).to.deep.equal(['abc', 'def']);
      expect(server.asked).to.deep.equal([0, 3, 6, 9]);
    });

    it('lets one range go that is larger', () => {
      const { server, got } = start(ranges(9, 9, 1), { window: 4 });
      expect(server.asked).to.deep.equal([0]);
      server.answer(0);
      expect(server.asked).to.deep.equal([0, 9]);
      server.answer(9);
      server.answer(18);
      expect(got).to.deep.equal([...[0, 9].map(o => TEXT.slice(o, o + 9)), 's', '|']);
    });

    it('counts the pieces of a range as they are delivered', () => {
      const { server } = start(ranges(4, 2, 2), { window: 4 });
      server.send(0, 'a');
      expect(server.asked).to.deep.equal([0]);
      server.send(0, 'b');
      expect(server.asked).to.deep.equal([0, 4]);
    });

    it('is 8 MiB where nothing else is said', () => {
      const { server } = start(endless(1024 * 1024).source);
      expect(WINDOW).to.equal(8 * 1024 * 1024);
      expect(server.asked).to.have.length(8);
    });

    it('must let something through', () => {
      for (const window of [0, -1, NaN]) {
        expect(() => pipelined([], () => of('a'), { window })).to.throw(RangeError, 'window');
      }
    });

    it('holds for a consumer of any speed and answers in any order', async () => {
      const WIDTH = 5;
      let inFlight = 0;
      let delivered = 0;
      const { log, source } = endless(1, 300);
      const fetch = async ({ offset }: Range) => {
        inFlight++;
        expect(log.made - 1 - delivered).to.be.at.most(WIDTH + 1); // one range is taken and waits for room
        for (let i = (offset * 7) % 4; i > 0; i--) await turn();
        inFlight--;
        return [offset];
      };
      for await (const [offset] of iterate(pipelined(source, fetch, { window: WIDTH }))) {
        expect(offset).to.equal(delivered++);
        expect(inFlight).to.be.at.most(WIDTH);
        if (offset! % 3 === 0) await turn();
      }
      expect(delivered).to.equal(300);
    });
  });

  describe('demand', () => {
    it('asks for nothing before a pulling consumer asks first', async () => {
      const { log, source } = endless(1);
      const server = new Server();
      const iterator = iterate(pipelined(source, server.fetch, { window: 3 }));
      await turn();
      expect([log.made, server.asked]).to.deep.equal([0, []]);
      const gate = new Gate();
      pipelined(source, server.fetch, { window: 3 }).subscribe(demanding(gate, {}));
      expect([log.made, server.asked]).to.deep.equal([0, []]);
      gate.open();
      expect(server.asked).to.deep.equal([0, 1, 2]);
      await iterator.return?.();
    });

    it('fills its window and no more while the consumer is slow', async () => {
      const { log, source } = endless(1);
      let fetched = 0;
      const fetch = () => {
        fetched++;
        return of('x');
      };
      const iterator = iterate(pipelined(source, fetch, { window: 4 }));
      for (let taken = 1; taken < 50; taken++) {
        await iterator.next();
        await turn();
        expect(fetched).to.be.within(taken, taken + 4);
      }
      await iterator.return?.();
      expect(log.returned).to.equal(1);
    });

    it('completes for a consumer that asks for no more, when nothing is left', () => {
      const { server, got, gate } = start(ranges(1, 1));
      server.answer(0);
      gate.shut();
      server.answer(1);
      expect(got).to.deep.equal(['a']);
      gate.open();
      expect(got).to.deep.equal(['a', 'b', '|']);
    });
  });

  describe('the end', () => {
    it('comes with a range that is short: nothing further is asked for', () => {
      const { server, got } = start(endless(4).source, { window: 8 });
      server.answer(0);
      expect(server.asked).to.deep.equal([0, 4, 8]);
      server.answer(4, 'ef');
      server.answer(8, '');
      expect(server.asked).to.deep.equal([0, 4, 8]);
      expect(got).to.deep.equal(['abcd', 'ef', '|']);
    });

    it('waits for what is still in flight: bytes behind a short range are a hole', () => {
      const { server, got } = start(ranges(4, 4, 4));
      server.answer(4);
      server.answer(0, 'ab');
      expect(got).to.deep.equal(['ab']);
      server.answer(8);
      expect(got).to.deep.equal(['ab', 'ERR_SMB_TRUNCATED']);
    });

    it('is a hole also where the short range came last', () => {
      const { server, got } = start(ranges(4, 4));
      server.answer(4);
      server.answer(0, '');
      expect(got).to.deep.equal(['ERR_SMB_TRUNCATED']);
    });

    it('is an error when a range brings more than was asked for', () => {
      for (const offset of [0, 4]) {
        const { server, got } = start(ranges(4, 4));
        server.answer(offset, 'four', '!');
        expect(got.at(-1)).to.equal('ERR_SMB_PROTOCOL');
        expect(server.cancelled).to.deep.equal([4 - offset]);
      }
    });

    it('tells the first of several errors', () => {
      const got: unknown[] = [];
      const fetch = () =>
        concat(
          of('abc'),
          throwError(() => boom),
        );
      pipelined(ranges(2), fetch).subscribe({ error: (error: SmbError) => got.push(error.code) });
      expect(got).to.deep.equal(['ERR_SMB_PROTOCOL']);
    });

    it('comes at once with an error, and cancels the rest', () => {
      const { server, got } = start(ranges(1, 1, 1));
      server.answer(1);
      server.fail(2, boom);
      expect(got).to.deep.equal([boom]);
      expect(server.cancelled).to.deep.equal([0]);
    });
  });

  it('refuses ranges that do not adjoin, or are empty', () => {
    for (const second of [
      { offset: 5, length: 1 },
      { offset: 3, length: 1 },
      { offset: 4, length: 0 },
      { offset: 4, length: NaN },
    ]) {
      const { server, got } = start([{ offset: 0, length: 4 }, second]);
      expect(got).to.have.length(1);
      expect(got[0]).to.be.instanceOf(RangeError);
      expect(server.cancelled).to.deep.equal([0]);
    }
  });

  it('returns its ranges and cancels all in flight when it is unsubscribed', () => {
    const { log, source } = endless(2);
    const { server, got, subscription } = start(source, { window: 6 });
    server.answer(0);
    subscription.unsubscribe();
    expect(log.returned).to.equal(1);
    expect(server.cancelled).to.deep.equal([2, 4, 6]);
    expect(got).to.deep.equal(['ab']);
  });

  it('cancels a fetch that answered, while it was subscribed to, with the last that was wanted', () => {
    let open = 0;
    const fetch = () =>
      new Observable<string>(subscriber => {
        open++;
        subscriber.next('a');
        return () => open--;
      });
    const go = new Subject<string>();
    const chain = pipelined(ranges(1, 2), ({ offset }) => (offset === 0 ? go : fetch()), { window: 2 });
    chain.pipe(take(2)).subscribe();
    go.next('x');
    expect(open).to.equal(0);
  });

  it('is work of its own for each subscription', () => {
    const { source } = endless(1, 3);
    const flow = pipelined(ranges(1, 1), range => of(letters(range)));
    const got: string[] = [];
    flow.subscribe(value => got.push(value));
    flow.subscribe(value => got.push(value));
    expect(got.join('')).to.equal('abab');
    expect(source).to.be.an('object');
  });

  it('takes a million ranges that are answered at once, pushed or pulled', async () => {
    let count = 0;
    let complete = false;
    pipelined(endless(1, MANY).source, () => of('x')).subscribe({
      next: () => count++,
      complete: () => (complete = true),
    });
    expect([count, complete]).to.deep.equal([MANY, true]);
    for await (const _ of pipelined(endless(1, SOME).source, () => of('x'), { window: 16 })) count--;
    expect(count).to.equal(MANY - SOME);
  });

  it('holds many answers that came before the first', () => {
    const first = new Subject<string>();
    let count = 0;
    const fetch = ({ offset }: Range) => (offset === 0 ? first : of('x'));
    pipelined(endless(1, SOME).source, fetch, { window: SOME }).subscribe(() => count++);
    expect(count).to.equal(0);
    first.next('x');
    expect(count).to.equal(SOME);
  });

  it('passes an error of the fetch after what was delivered', () => {
    const got: unknown[] = [];
    const fetch = () =>
      concat(
        of('a'),
        throwError(() => boom),
      );
    pipelined(ranges(2), fetch).subscribe({
      next: value => got.push(value),
      error: error => got.push(error),
    });
    expect(got).to.deep.equal(['a', boom]);
    expect(pipelined(ranges(1), () => NEVER)).to.be.instanceOf(Observable);
  });
});
