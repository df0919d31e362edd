import { expect } from 'chai';
import { type ObservableInput, of, type Observer, take } from 'rxjs';
import { demanding, Gate } from '../../lib/operators/demand.ts';
import { paced } from '../../lib/operators/paced.ts';
import { turn } from './counting.ts';

/** Values 0, 1, 2, ... and what becomes of the one who makes them. */
class Endless {
  made = 0;
  returned = 0;
  *sync(): Generator<number> {
    try {
      for (;;) yield this.made++;
    } finally {
      this.returned++;
    }
  }
  async *async(): AsyncGenerator<number> {
    try {
      for (;;) yield this.made++;
    } finally {
      this.returned++;
    }
  }
}

describe('paced', () => {
  /** Subscribes as a consumer that takes one value each time the gate is opened. */
  function consume<T>(input: ObservableInput<T>) {
    const gate = new Gate();
    const got: unknown[] = [];
    const observer: Observer<T> = {
      next: value => {
        gate.shut();
        got.push(value);
      },
      error: (error: unknown) => got.push({ error }),
      complete: () => got.push('|'),
    };
    return { gate, got, subscription: paced(input).subscribe(demanding(gate, observer)) };
  }

  it('asks an iterable only while the valve is open', () => {
    const endless = new Endless();
    const { gate, got } = consume(endless.sync());
    expect(endless.made).to.equal(0);
    gate.open();
    gate.open();
    expect([got, endless.made]).to.deep.equal([[0, 1], 2]);
  });

  it('asks an async iterable only while the valve is open', async () => {
    const endless = new Endless();
    const { gate, got } = consume(endless.async());
    await turn();
    expect(endless.made).to.equal(0);
    gate.open();
    await turn();
    gate.open();
    await turn();
    expect([got, endless.made]).to.deep.equal([[0, 1], 2]);
  });

  it('emits all to a consumer that asks for nothing', async () => {
    const got: unknown[] = [];
    paced(new Set([1, 2])).subscribe(value => got.push(value));
    paced('ab').subscribe(value => got.push(value));
    paced({ length: 1, 0: 'like an array' }).subscribe(value => got.push(value));
    paced(of('observable')).subscribe(value => got.push(value));
    paced(Promise.resolve('promise')).subscribe(value => got.push(value));
    paced(ReadableStream.from(['stream'])).subscribe(value => got.push(value));
    await turn();
    expect(got).to.deep.equal([1, 2, 'a', 'b', 'like an array', 'observable', 'promise', 'stream']);
  });

  it('returns a generator when nobody wants more', async () => {
    for (const kind of ['sync', 'async'] as const) {
      const endless = new Endless();
      const { gate, subscription } = consume(endless[kind]());
      gate.open();
      await turn();
      expect(endless.returned, kind).to.equal(0);
      subscription.unsubscribe();
      await turn();
      expect(endless.returned, kind).to.equal(1);
      gate.open();
      await turn();
      expect(endless.made, kind).to.equal(1);
    }
  });

  it('returns a generator that is unsubscribed while it runs', () => {
    const endless = new Endless();
    const got: number[] = [];
    paced(endless.sync())
      .pipe(take(2))
      .subscribe(value => got.push(value));
    expect([got, endless.returned]).to.deep.equal([[0, 1], 1]);

    let finished = false;
    function* leaver(): Generator<number> {
      try {
        subscription.unsubscribe();
        yield 1;
      } catch (error) {
        late.push({ error });
      } finally {
        finished = true;
      }
    }
    const { gate, got: late, subscription } = consume(leaver());
    gate.open();
    expect([late, finished]).to.deep.equal([[], true]);
  });

  it('does not return what has ended or failed by itself', async () => {
    const calls: string[] = [];
    const iterator = (end: () => IteratorResult<number>) => ({
      next: end,
      return: () => {
        calls.push('return');
        return { done: true as const, value: undefined };
      },
    });
    const ends = [
      () => ({ done: true as const, value: undefined }),
      (): never => {
        throw new Error('broken');
      },
    ];
    for (const end of ends) {
      paced({ [Symbol.iterator]: () => iterator(end) }).subscribe({ error: () => calls.push('error') });
      const later = { next: async () => end(), return: async () => iterator(end).return() };
      paced({ [Symbol.asyncIterator]: () => later }).subscribe({ error: () => calls.push('error') });
      await turn();
    }
    expect(calls).to.deep.equal(['error', 'error']);
  });

  it('makes an error of whatever is thrown', async () => {
    const boom = new Error('boom');
    const fail = () => {
      throw boom;
    };
    const inputs = [
      { [Symbol.iterator]: fail },
      { [Symbol.asyncIterator]: fail },
      { [Symbol.iterator]: () => ({ next: fail }) },
      { [Symbol.asyncIterator]: () => ({ next: fail }) },
      { [Symbol.asyncIterator]: () => ({ next: async () => fail() }) },
    ];
    for (const input of inputs) {
      const { gate, got } = consume(input);
      gate.open();
      await turn();
      expect(got).to.deep.equal([{ error: boom }]);
    }
  });

  it('survives a return that rejects', async () => {
    const input: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: async () => {
          throw new Error('no');
        },
      }),
    };
    paced(input).subscribe().unsubscribe();
    await turn();
  });
});
