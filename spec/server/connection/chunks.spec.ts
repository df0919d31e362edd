import { expect } from 'chai';
import { Chunks } from '../../../lib/server/connection/chunks.ts';

describe('Chunks', () => {
  const parts = [Buffer.from('abc'), Buffer.from('d'), Buffer.from('efgh')];
  const chunks = new Chunks(parts);

  it('tells how long it is', () => {
    expect(chunks.length).to.equal(8);
  });

  it('gives a view of what lies in one piece', () => {
    const view = chunks.gather(5, 3);
    expect(Buffer.from(view).toString()).to.equal('fgh');
    expect(view.buffer).to.equal(parts[2]?.buffer);
    expect(view.byteOffset).to.equal((parts[2]?.byteOffset ?? 0) + 1);
  });

  it('joins what does not', () => {
    expect(Buffer.from(chunks.gather(2, 4)).toString()).to.equal('cdef');
  });

  it('never copies a slice', () => {
    const slice = chunks.slice(1, 5);
    expect(slice.map(part => Buffer.from(part).toString())).to.deep.equal(['bc', 'd', 'ef']);
    expect(slice.every((part, index) => part.buffer === parts[index]?.buffer)).to.equal(true);
  });

  it('gives what there is where more is asked for', () => {
    expect(chunks.gather(6, 100)).to.have.lengthOf(2);
    expect(chunks.gather(100, 1)).to.have.lengthOf(0);
    expect(chunks.slice(8, 1)).to.deep.equal([]);
  });

  it('takes every part of every cut', () => {
    const whole = Buffer.from('abcdefgh');
    for (let from = 0; from <= 8; from++) {
      for (let length = 0; from + length <= 8; length++) {
        expect(Buffer.from(chunks.gather(from, length))).to.deep.equal(whole.subarray(from, from + length));
        expect(Buffer.concat(chunks.part(from, length).slice(0, length))).to.deep.equal(
          whole.subarray(from, from + length),
        );
      }
    }
  });
});
