import { expect } from 'chai';

import { toTicks, toUnix } from '../../lib/sync/ticks.ts';

describe('ticks', () => {
  it('are converted exactly, before 1970 too', () => {
    expect(toTicks(0n)).to.equal(116_444_736_000_000_000n);
    for (const ns of [0n, 100n, -100n, 1_700_000_000_123_456_700n, -31_557_600_123_456_700n]) {
      expect(toUnix(toTicks(ns))).to.equal(ns);
    }
  });

  it('are cut towards the past', () => {
    expect(toUnix(toTicks(199n))).to.equal(100n);
    expect(toUnix(toTicks(-1n))).to.equal(-100n);
  });

  it('never have the meanings that 0 and below have on the wire', () => {
    expect(toTicks(-20_000_000_000_000_000_000n)).to.equal(1n);
  });
});
