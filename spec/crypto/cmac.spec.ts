import { expect } from 'chai';
import fc from 'fast-check';
import { createCmac } from '../../lib/crypto/cmac.ts';
import { hex, toHex } from './hex.ts';

const KEY = hex('2b7e151628aed2a6abf7158809cf4f3c');
const MESSAGE = hex(`
  6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
  30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710`);

describe('cmac', () => {
  const rfc4493: readonly (readonly [number, string])[] = [
    [0, 'bb1d6929e95937287fa37d129b756746'],
    [16, '070a16b46b4d4144f79bdd9dd04a287c'],
    [40, 'dfa66747de9ae63030ca32611497c827'],
    [64, '51f0bebf7e3b9d92fc49741779363cfe'],
  ];
  for (const [length, mac] of rfc4493) {
    it(`gives RFC 4493's MAC of ${length} bytes`, () => {
      expect(toHex(createCmac(KEY)([MESSAGE.subarray(0, length)]))).to.equal(mac);
    });
  }

  it('gives the same for one message however it is cut into parts', () => {
    const cmac = createCmac(KEY);
    const cut = fc.array(fc.nat(40), { maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 15, 16, 17, 31, 40, 64), cut, (length, cuts) => {
        const message = MESSAGE.subarray(0, length);
        const edges = [0, ...cuts.map(at => Math.min(at, length)).sort((a, b) => a - b), length];
        const parts = edges.slice(1).map((end, index) => message.subarray(edges[index], end));
        expect(toHex(cmac(parts))).to.equal(toHex(cmac([message])));
      }),
    );
  });

  it('gives the same above its piece size, and leaves the parts alone', () => {
    const message = Uint8Array.from({ length: 100_003 }, (_, index) => (index * 31) & 0xff);
    const before = toHex(message);
    const cmac = createCmac(KEY);
    const whole = toHex(cmac([message]));
    expect(toHex(cmac([message.subarray(0, 70_001), message.subarray(70_001)]))).to.equal(whole);
    expect(toHex(cmac([message.subarray(0, 32_768), message.subarray(32_768)]))).to.equal(whole);
    expect(toHex(message)).to.equal(before);
  });
});
