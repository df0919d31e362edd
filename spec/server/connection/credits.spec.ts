import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import { Credits } from '../../../lib/server/connection/credits.ts';

describe('Credits', () => {
  it('begins with one: the id 0', () => {
    const credits = new Credits(512);
    expect(credits.held).to.equal(1);
    credits.take(0n, 1);
    expect(credits.held).to.equal(0);
  });

  it('grants what is asked for, at least one', () => {
    const credits = new Credits(512);
    credits.take(0n, 0);
    expect(credits.grant(0, 1)).to.equal(1);
    credits.take(1n, 1);
    expect(credits.grant(31, 1)).to.equal(31);
    expect(credits.held).to.equal(31);
  });

  it('lets nobody hold more than the most', () => {
    const credits = new Credits(10);
    credits.take(0n, 1);
    expect(credits.grant(100, 1)).to.equal(10);
    credits.take(1n, 4);
    expect(credits.grant(100, 4)).to.equal(4);
    expect(credits.grant(100, 1)).to.equal(0);
    expect(credits.held).to.equal(10);
  });

  it('counts the span of the ids that are out, so that one held back cannot make it grow', () => {
    const credits = new Credits(10);
    credits.take(0n, 1);
    credits.grant(10, 1);
    credits.take(2n, 9); // 1 is held back
    expect(credits.grant(100, 1)).to.equal(0);
    expect(credits.held).to.equal(1);
    credits.take(1n, 1);
    expect(credits.grant(100, 9)).to.equal(10);
  });

  it('never leaves a client without any', () => {
    const credits = new Credits(1);
    for (let id = 0n; id < 5n; id++) {
      credits.take(id, 1);
      expect(credits.grant(1, 1)).to.equal(1);
    }
  });

  it('takes ids in any order, each once', () => {
    const credits = new Credits(100);
    credits.take(0n, 1);
    credits.grant(10, 1);
    for (const id of [3n, 1n, 5n, 2n, 4n]) credits.take(id, 1);
    for (const id of [0n, 1n, 3n, 5n]) {
      expect(() => {
        credits.take(id, 1);
      }).to.throw(ProtocolError, 'used before');
    }
    expect(credits.held).to.equal(5);
  });

  it('takes as many ids as a request is charged for', () => {
    const credits = new Credits(100);
    credits.take(0n, 1);
    credits.grant(16, 1);
    credits.take(1n, 16);
    expect(() => {
      credits.take(16n, 1);
    }).to.throw(ProtocolError, 'used before');
    credits.grant(1, 1);
    expect(() => {
      credits.take(17n, 2);
    }).to.throw(ProtocolError, 'was not granted');
    credits.take(17n, 1);
  });

  it('refuses an id that was never granted', () => {
    const credits = new Credits(100);
    expect(() => {
      credits.take(1n, 1);
    }).to.throw(ProtocolError, 'was not granted');
    expect(() => {
      credits.take(0xffff_ffff_ffff_ffffn, 1);
    }).to.throw(ProtocolError, 'was not granted');
  });
});
