import { expect } from 'chai';
import { Pace } from '../../lib/streams/pace.ts';
import { KIB, MIB } from './script-file.ts';

describe('streams: pace', () => {
  /** Moves MiB by MiB over a server whose rates, in MiB a second, depend on the size of requests. */
  function transfer(mebibytes: number, rates: (chunk: number) => number, pace?: Pace) {
    let now = 0;
    const made = pace ?? new Pace(() => now);
    const sizes: number[] = [];
    for (let count = 0; count < mebibytes; count++) {
      const { chunk } = made;
      if (sizes.at(-1) !== chunk) sizes.push(chunk);
      now += 1000 / rates(chunk);
      made.through(MIB);
    }
    return { pace: made, sizes };
  }

  it('begins with large requests, and stays with them where all are alike', () => {
    const { pace, sizes } = transfer(1024, () => 500);
    expect(pace.chunk).to.equal(MIB);
    expect(sizes, 'one trial, and no other').to.deep.equal([MIB, 512 * KIB, MIB]);
  });

  it('keeps what is clearly faster, and tries on from there', () => {
    const { pace, sizes } = transfer(1024, chunk => (chunk === MIB ? 200 : 450));
    expect(pace.chunk).to.equal(512 * KIB);
    expect(sizes).to.deep.equal([MIB, 512 * KIB, 256 * KIB, 512 * KIB]);
    expect(transfer(1024, chunk => MIB / chunk).pace.chunk, 'no less than 256 KiB').to.equal(256 * KIB);
  });

  it('takes a little more for noise', () => {
    expect(transfer(1024, chunk => (chunk === MIB ? 400 : 440)).pace.chunk).to.equal(MIB);
  });

  it('tries again when what was fast is slow', () => {
    let now = 0;
    let rates = (chunk: number): number => (chunk === MIB ? 200 : 400);
    const pace = new Pace(() => now);
    const move = (mebibytes: number) => {
      for (let count = 0; count < mebibytes; count++) {
        now += 1000 / rates(pace.chunk);
        pace.through(MIB);
      }
    };
    move(512);
    expect(pace.chunk).to.equal(512 * KIB);
    rates = chunk => (chunk === MIB ? 300 : 100);
    move(512);
    expect(pace.chunk).to.equal(MIB);
  });

  it('does not count the time between two transfers', () => {
    let now = 0;
    const pace = new Pace(() => now);
    const sizes = new Set<number>();
    for (let file = 0; file < 200; file++) {
      now += 10_000;
      pace.begin();
      for (let count = 0; count < 100; count++) {
        sizes.add(pace.chunk);
        now += 2;
        pace.through(MIB);
      }
    }
    expect(pace.chunk).to.equal(MIB);
    expect([...sizes]).to.deep.equal([MIB, 512 * KIB]);
  });

  it('asks a server that answers short for no more than it brings', () => {
    const pace = new Pace();
    pace.shortened(300 * KIB);
    expect(pace.chunk).to.equal(256 * KIB);
    pace.shortened(10);
    expect(pace.chunk).to.equal(64 * KIB);
  });
});
