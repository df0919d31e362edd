import { expect } from 'chai';
import { Window } from '../../lib/exchange/window.ts';

describe('window', () => {
  it('begins with one credit and message 0', () => {
    const window = new Window();
    expect([window.available, window.capacity]).to.deep.equal([1, 1]);
    expect(window.reserve(1)).to.equal(0n);
    expect(window.available).to.equal(0);
  });

  it('gives consecutive ids, as many as a request costs', () => {
    const window = new Window();
    window.grant(99);
    expect([1, 3, 16, 1].map(cost => window.reserve(cost))).to.deep.equal([0n, 1n, 4n, 20n]);
    expect(window.available).to.equal(79);
  });

  it('refuses what it cannot pay', () => {
    const window = new Window();
    window.grant(2);
    expect(() => window.reserve(4)).to.throw(RangeError);
    expect(window.reserve(3)).to.equal(0n);
  });

  it('asks for what a request costs and for growth, until the target is reached', () => {
    const window = new Window();
    window.reserve(1);
    expect(window.wish(1)).to.equal(512);
    window.release(1);
    window.grant(512);
    expect(window.wish(0)).to.equal(0);
    window.reserve(16);
    expect(window.wish(16), 'what is in use counts').to.equal(16);
    window.release(16);
    expect(window.wish(1), 'what was not given back does not').to.equal(17);
    window.grant(1_000);
    expect(window.wish(5)).to.equal(5);
  });

  it('knows the most that the server ever granted', () => {
    const window = new Window();
    window.reserve(1);
    window.release(1);
    window.grant(8);
    expect(window.capacity).to.equal(8);
    window.reserve(8);
    window.release(8);
    window.grant(2);
    expect(window.capacity, 'it does not shrink').to.equal(8);
    window.reserve(2);
    window.grant(3);
    expect(window.capacity).to.equal(8);
    window.release(2);
    window.grant(30);
    expect(window.capacity).to.equal(33);
    window.reserve(30);
    window.grant(10);
    expect(window.capacity, 'what is in use counts').to.equal(43);
  });

  it('does not believe a server that grants ever more', () => {
    const window = new Window();
    for (let reply = 0; reply < 100; reply++) window.grant(0xffff);
    expect(window.available).to.equal(8192);
    expect(window.capacity).to.equal(8192);
  });
});
