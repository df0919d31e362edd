import { expect } from 'chai';
import { Slabs } from '../../lib/streams/slabs.ts';

describe('streams: slabs', () => {
  it('lend memory again only when all of it was given back', () => {
    const slabs = new Slabs(1000);
    const first = slabs.take(900);
    const other = slabs.take(900);
    expect(first).to.have.lengthOf(900);
    expect(other.buffer).to.not.equal(first.buffer);
    slabs.give(first.subarray(0, 400));
    expect(slabs.take(900).buffer, 'a part is still in use').to.not.equal(first.buffer);
    slabs.give(first.subarray(400));
    expect(slabs.take(1000).buffer).to.equal(first.buffer);
  });

  it('take no memory that they have not lent, and none twice', () => {
    const slabs = new Slabs(1000);
    const first = slabs.take(1000);
    slabs.give(Buffer.allocUnsafeSlow(1000));
    slabs.give(new Slabs(1000).take(1000));
    slabs.give(first);
    slabs.give(first);
    const [one, two] = [slabs.take(1000), slabs.take(1000)];
    expect(one.buffer).to.equal(first.buffer);
    expect(two.buffer).to.not.equal(first.buffer);
  });

  it('do not spend a slab on what is much smaller, nor fall short of what is larger', () => {
    const slabs = new Slabs(1000);
    for (const length of [1, 249, 1001]) {
      const piece = slabs.take(length);
      expect(piece.buffer.byteLength).to.equal(length);
      slabs.give(piece);
      expect(slabs.take(length).buffer).to.not.equal(piece.buffer);
    }
  });
});
