import { expect } from 'chai';
import { md4 } from '../../lib/crypto/md4.ts';
import { toHex } from './hex.ts';

describe('md4', () => {
  const rfc1320: readonly (readonly [string, string])[] = [
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ];
  for (const [message, digest] of rfc1320) {
    it(`gives RFC 1320's digest of "${message}"`, () => {
      expect(toHex(md4(Buffer.from(message)))).to.equal(digest);
    });
  }

  // computed with pycryptodome, for the lengths where padding takes a block of its own
  const lengths: readonly (readonly [number, string])[] = [
    [55, 'cc8a7f2bd608e3eeecb7f121d13bea55'],
    [56, 'b8e94b6408bbfa6ec9805bf21bc05cbd'],
    [63, '54ba4472fcd03e99cf28f90eed9f2ae0'],
    [64, '2de6578f0e7898fa17acd84b79685d3a'],
    [119, '9c1067170940ce8f8e4745d362675fab'],
    [120, 'c5bb35660e3d0a286a96ea3aa4922b3c'],
    [1000, 'ddef918b4199515fafb1e5fc23e801c3'],
  ];
  for (const [length, digest] of lengths) {
    it(`pads ${length} bytes`, () => {
      expect(toHex(md4(Uint8Array.from({ length }, (_, index) => index)))).to.equal(digest);
    });
  }

  it('takes a view into other memory', () => {
    expect(toHex(md4(Buffer.from('xabcx').subarray(1, 4)))).to.equal('a448017aaf21d8525fc10ae87aa6729d');
  });
});
