import { expect } from 'chai';
import { ProtocolError } from '../../lib/errors.ts';
import { MAX_FRAME, readPrefix, writePrefix } from '../../lib/transport/framing.ts';

describe('framing', () => {
  it('writes a zero and the length in network order', () => {
    const bytes = new Uint8Array(5).fill(0xee);
    writePrefix(bytes, 0x01_02_03);
    expect([...bytes]).to.deep.equal([0, 1, 2, 3, 0xee]);
  });

  it('reads back what it wrote, anywhere', () => {
    for (const length of [4, 255, 256, 65_536, MAX_FRAME]) {
      const bytes = new Uint8Array(10);
      writePrefix(bytes.subarray(3), length);
      expect(readPrefix(bytes, 3, MAX_FRAME)).to.equal(length);
    }
  });

  it('refuses to write what 24 bits cannot say', () => {
    expect(() => {
      writePrefix(new Uint8Array(4), MAX_FRAME + 1);
    }).to.throw(RangeError);
  });

  it('refuses to read another protocol, too much, too little', () => {
    expect(() => readPrefix(Uint8Array.of(0x85, 0, 0, 0), 0, 100)).to.throw(ProtocolError);
    expect(() => readPrefix(Uint8Array.of(0, 0, 0, 101), 0, 100)).to.throw(ProtocolError, '101');
    expect(() => readPrefix(Uint8Array.of(0, 0, 0, 3), 0, 100)).to.throw(ProtocolError);
  });
});
