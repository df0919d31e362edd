import { expect } from 'chai';
import fc from 'fast-check';
import {
  filetime,
  FiletimeChange,
  filetimeFromDate,
  filetimeFromMs,
  filetimeFromNs,
  filetimeToDate,
  filetimeToMs,
  filetimeToNs,
  UNIX_EPOCH_TICKS,
} from '../../../lib/wire/dtyp/filetime.ts';

describe('FILETIME', () => {
  // `date -d 2009-02-13T23:31:30.5Z` and 134 774 days from 1601 to 1970
  const ticks = 12_879_041_490n * 10_000_000n + 5_000_000n;
  const ms = 1_234_567_890_500;

  it('counts from 1601', () => {
    expect(UNIX_EPOCH_TICKS).to.equal(134_774n * 86_400n * 10_000_000n);
    expect(filetimeFromMs(0)).to.equal(UNIX_EPOCH_TICKS);
    expect(filetimeToDate(1n).toISOString()).to.equal('1601-01-01T00:00:00.000Z');
  });

  it('translates a known time', () => {
    expect(filetimeFromMs(ms)).to.equal(ticks);
    expect(filetimeToMs(ticks)).to.equal(ms);
    expect(filetimeFromDate(new Date(ms))).to.equal(ticks);
    expect(filetimeToDate(ticks).getTime()).to.equal(ms);
    expect(filetimeFromNs(BigInt(ms) * 1_000_000n)).to.equal(ticks);
    expect(filetimeToNs(ticks)).to.equal(BigInt(ms) * 1_000_000n);
  });

  it('keeps the fraction of a millisecond', () => {
    expect(filetimeFromMs(0.1234)).to.equal(UNIX_EPOCH_TICKS + 1_234n);
    expect(filetimeToMs(UNIX_EPOCH_TICKS + 1_234n)).to.equal(0.1234);
    expect(filetimeFromMs(-0.5)).to.equal(UNIX_EPOCH_TICKS - 5_000n);
    expect(filetimeToMs(UNIX_EPOCH_TICKS - 5_000n)).to.equal(-0.5);
  });

  it('cuts towards the past', () => {
    expect(filetimeToDate(UNIX_EPOCH_TICKS - 1n).getTime()).to.equal(-1);
    expect(filetimeToDate(UNIX_EPOCH_TICKS + 9_999n).getTime()).to.equal(0);
    expect(filetimeFromNs(199n)).to.equal(UNIX_EPOCH_TICKS + 1n);
    expect(filetimeFromNs(-1n)).to.equal(UNIX_EPOCH_TICKS - 1n);
  });

  it('keeps every tick through nanoseconds, and within 0.5 us through milliseconds', () => {
    const year2200 = UNIX_EPOCH_TICKS + 72_580_000_000_000_000n;
    const law = fc.property(fc.bigInt(UNIX_EPOCH_TICKS, year2200), each => {
      expect(filetimeFromNs(filetimeToNs(each))).to.equal(each);
      const off = filetimeFromMs(filetimeToMs(each)) - each;
      expect(off >= -5n && off <= 5n, `${off}`).to.equal(true);
    });
    fc.assert(law);
  });

  it('refuses what is no time, and what would mean something else', () => {
    for (const bad of [NaN, Infinity, -Infinity, -11_644_473_600_000, -1e14, 1e15]) {
      expect(() => filetimeFromMs(bad), `${bad}`).to.throw(RangeError);
    }
    expect(() => filetimeFromDate(new Date(NaN))).to.throw(RangeError);
    expect(() => filetimeFromNs(-11_644_473_600_000_000_000n)).to.throw(RangeError);
    expect(() => filetimeFromNs(2n ** 70n)).to.throw(RangeError);
    expect(filetimeFromMs(-11_644_473_599_999)).to.equal(10_000n);
  });

  it('is a signed field, so that -1 and -2 keep their meanings', () => {
    const view = new DataView(new ArrayBuffer(8));
    filetime.write(view, 0, FiletimeChange.FREEZE);
    expect(view.getBigUint64(0)).to.equal(0xffff_ffff_ffff_ffffn);
    expect(filetime.read(view, 0)).to.equal(FiletimeChange.FREEZE);
    expect(filetime.fallback).to.equal(FiletimeChange.LEAVE);
  });
});
