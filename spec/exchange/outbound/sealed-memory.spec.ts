import { expect } from 'chai';
import { SealedMemory } from '../../../lib/exchange/outbound/sealed-memory.ts';

const MIB = 1024 * 1024;

describe('exchange: memory of sealed frames', () => {
  it('is used again once its frame has left, and not before', () => {
    const memory = new SealedMemory();
    const first = memory.take(MIB)!;
    const second = memory.take(MIB)!;
    expect(second.buffer).to.not.equal(first.buffer);
    memory.give([new Uint8Array(52), first]);
    expect(memory.take(MIB - 100)!.buffer).to.equal(first.buffer);
    expect(memory.take(MIB)!.buffer).to.not.equal(first.buffer);
  });

  it('takes back only what it gave, and once', () => {
    const memory = new SealedMemory();
    const first = memory.take(MIB)!;
    memory.give([new Uint8Array(MIB)]);
    memory.give([first]);
    memory.give([first]);
    const [one, two] = [memory.take(MIB)!, memory.take(MIB)!];
    expect(one.buffer).to.equal(first.buffer);
    expect(two.buffer).to.not.equal(first.buffer);
  });

  it('is none for small frames, and bounded for all', () => {
    const memory = new SealedMemory();
    expect(memory.take(1000)).to.equal(undefined);
    const taken = Array.from({ length: 12 }, () => memory.take(MIB)!);
    for (const each of taken) memory.give([each]);
    const again = Array.from({ length: 12 }, () => memory.take(MIB)!.buffer);
    expect(again.filter(buffer => taken.some(each => each.buffer === buffer))).to.have.lengthOf(8);
  });
});
