import { expect } from 'chai';

import { Slices } from '../../lib/sync/slices.ts';

function busy(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

describe('slices of the event loop', () => {
  it('end, and go on in a turn that others had before', async () => {
    const slices = new Slices();
    let turns = 0;
    const other = setInterval(() => turns++, 0);
    expect(slices.isOver).to.equal(false);
    slices.run(() => busy(10));
    expect(slices.isOver).to.equal(true);
    for (let i = 0; i < 20; i++) {
      await slices.room();
      slices.run(() => busy(5));
    }
    clearInterval(other);
    expect(turns).to.be.above(5);
  });

  it('are not for a disk that lets everybody wait', () => {
    const slices = new Slices();
    for (let i = 0; i < 100; i++) slices.run(() => undefined);
    slices.run(() => busy(20));
    expect(slices.isQuick, 'after one long call').to.equal(true);
    for (let i = 0; i < 20; i++) slices.run(() => busy(5));
    expect(slices.isQuick, 'after many').to.equal(false);
  });

  it('pass on what work gives, and what it throws', () => {
    const slices = new Slices();
    expect(slices.run(() => 7)).to.equal(7);
    expect(() =>
      slices.run(() => {
        throw new RangeError('no');
      }),
    ).to.throw(RangeError);
  });
});
