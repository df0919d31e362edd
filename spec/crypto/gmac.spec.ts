import { expect } from 'chai';
import { createGmac } from '../../lib/crypto/gmac.ts';
import { hex, toHex } from './hex.ts';

describe('gmac', () => {
  // NIST CAVP gcmEncryptExtIV128, PTlen 0, AADlen 128
  const gmac = createGmac(hex('77be63708971c4e240d1cb79e8d77feb'));
  const nonce = hex('e0e00f19fed7ba0136a797f3');
  const message = hex('7a43ec1d9c0a5a78a0b16533a6213cab');
  const tag = '209fcc8d3675ed938e9c7166709dd946';

  it("gives NIST's tag of a message without plaintext", () => {
    expect(toHex(gmac(nonce, [message]))).to.equal(tag);
  });

  it('gives the same for a message in parts', () => {
    expect(
      toHex(gmac(nonce, [message.subarray(0, 5), message.subarray(5, 5), message.subarray(5)])),
    ).to.equal(tag);
  });

  it("gives the GCM specification's tag of nothing at all (test case 1)", () => {
    expect(toHex(createGmac(new Uint8Array(16))(new Uint8Array(12), []))).to.equal(
      '58e2fccefa7e3061367f1d57a4e7455a',
    );
  });
});
