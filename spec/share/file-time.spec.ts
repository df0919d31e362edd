import { expect } from 'chai';
import { ticksOf } from '../../lib/share/file-time.ts';
import { UNIX_EPOCH_TICKS } from '../../lib/wire/dtyp/filetime.ts';

const second = 10_000_000n;

describe('ticksOf', () => {
  it('takes seconds, as numbers and as text', () => {
    expect(ticksOf(0)).to.equal(UNIX_EPOCH_TICKS);
    expect(ticksOf(1.5)).to.equal(UNIX_EPOCH_TICKS + (second * 3n) / 2n);
    expect(ticksOf(-1)).to.equal(UNIX_EPOCH_TICKS - second);
    expect(ticksOf('2.25')).to.equal(UNIX_EPOCH_TICKS + (second * 9n) / 4n);
    expect(ticksOf(1_700_000_000.1234567)).to.equal(UNIX_EPOCH_TICKS + 1_700_000_000n * second + 1_234_567n);
    expect(ticksOf(0.99999999)).to.equal(UNIX_EPOCH_TICKS + second);
  });

  it('takes dates', () => {
    expect(ticksOf(new Date(1_234))).to.equal(UNIX_EPOCH_TICKS + 12_340_000n);
  });

  it('passes ticks as they are', () => {
    for (const ticks of [1n, 133_000_000_000_000_001n, 0x7fff_ffff_ffff_ffffn])
      expect(ticksOf(ticks)).to.equal(ticks);
  });

  it('refuses what is no time', () => {
    for (const text of ['soon', '', ' ']) expect(() => ticksOf(text), text).to.throw(TypeError);
    expect(() => ticksOf(NaN)).to.throw(TypeError);
    for (const ticks of [0n, -1n, -2n, 2n ** 63n]) expect(() => ticksOf(ticks)).to.throw(RangeError);
    for (const time of [Infinity, -Infinity, -20_000_000_000, 1e12, new Date(NaN)]) {
      expect(() => ticksOf(time), String(time)).to.throw(RangeError);
    }
  });
});
