import { expect } from 'chai';
import fc from 'fast-check';
import { Queue } from '../../lib/operators/queue.ts';

describe('Queue', () => {
  it('behaves as an array with push and shift does', () => {
    const step = fc.oneof(fc.record({ push: fc.integer() }), fc.constant('shift'), fc.constant('clear'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: 'max' }), steps => {
        const queue = new Queue<number>();
        const model: number[] = [];
        for (const what of steps) {
          if (what === 'clear') {
            queue.clear();
            model.length = 0;
          } else if (typeof what === 'object') {
            queue.push(what.push);
            model.push(what.push);
          } else {
            expect(queue.first).to.equal(model[0]);
            expect(queue.shift()).to.equal(model.shift());
          }
          expect(queue.length).to.equal(model.length);
        }
      }),
    );
  });

  it('keeps its order while it forgets what was taken', () => {
    const queue = new Queue<number>();
    const out: (number | undefined)[] = [];
    for (let i = 0; i < 1000; i++) {
      queue.push(2 * i);
      queue.push(2 * i + 1);
      out.push(queue.shift());
    }
    while (queue.length > 0) out.push(queue.shift());
    expect(out).to.deep.equal(Array.from({ length: 2000 }, (_, i) => i));
  });

  it('holds undefined as a value', () => {
    const queue = new Queue<undefined>();
    queue.push(undefined);
    expect(queue.length).to.equal(1);
    queue.shift();
    expect(queue.length).to.equal(0);
  });

  it('takes no longer for each value when there are many', () => {
    const queue = new Queue<number>();
    for (let i = 0; i < 1_000_000; i++) queue.push(i);
    let sum = 0;
    while (queue.length > 0) sum += queue.shift() ?? 0;
    expect(sum).to.equal(499_999_500_000);
  }).timeout(5_000);
});
