import { expect } from 'chai';
import { Observable, of, type ObservableInput, Subscription } from 'rxjs';
import { pull } from '../../lib/operators/pull.ts';
import { Counting, turn } from './counting.ts';

describe('pull', () => {
  function puller<T>(input: ObservableInput<T>) {
    const owner = new Subscription();
    const got: unknown[] = [];
    const want = pull(owner, input, {
      next: value => got.push(value),
      error: error => got.push({ error }),
      complete: () => got.push('|'),
    });
    return { owner, got, want };
  }

  it('subscribes at the first wish, and once', () => {
    let subscribed = 0;
    const { want } = puller(
      new Observable(() => {
        subscribed++;
      }),
    );
    expect(subscribed).to.equal(0);
    want();
    want();
    expect(subscribed).to.equal(1);
  });

  it('takes one value for each wish', async () => {
    const counting = new Counting();
    const inputs: ObservableInput<unknown>[] = [
      counting.flow,
      ['a', 'b'],
      (async function* () {
        yield* [1, 2];
      })(),
    ];
    for (const input of inputs) {
      const { got, want } = puller(input);
      for (const count of [1, 2]) {
        want();
        await turn();
        expect(got).to.have.length(count);
      }
    }
    expect(counting.produced).to.equal(2);
  });

  it('gets all at once from what cannot be asked', () => {
    const { got, want } = puller(of(1, 2, 3));
    want();
    expect(got).to.deep.equal([1, 2, 3, '|']);
  });

  it("tells of the end and of errors, a generator's too", () => {
    const boom = new Error('boom');
    const failing = (function* () {
      yield 1;
      throw boom;
    })();
    const { got, want } = puller(failing);
    want();
    want();
    expect(got).to.deep.equal([1, { error: boom }]);
    const empty = puller([]);
    empty.want();
    expect(empty.got).to.deep.equal(['|']);
  });

  it('ends with its owner', () => {
    const counting = new Counting();
    const { owner, got, want } = puller(counting.flow);
    want();
    owner.unsubscribe();
    want();
    expect([got, counting.open]).to.deep.equal([[0], 0]);
  });
});
