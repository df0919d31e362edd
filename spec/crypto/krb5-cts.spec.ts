import { expect } from 'chai';
import { decryptCts, encryptCts } from '../../lib/crypto/krb5-cts.ts';
import { hex, toHex } from './hex.ts';

describe('AES with ciphertext stealing', () => {
  // RFC 3962 B
  const key = Buffer.from('chicken teriyaki');
  const text = Buffer.from("I would like the General Gau's Chicken, please, and wonton soup.");
  const vectors = [
    [17, 'c6353568f2bf8cb4d8a580362da7ff7f97'],
    [31, 'fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5'],
    [32, '39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584'],
    [47, '97687268d6ecccc0c07b25e25ecfe584b3fffd940c16a18c1b5549d2f838029e39312523a78662d5be7fcbcc98ebf5'],
    [48, '97687268d6ecccc0c07b25e25ecfe5849dad8bbb96c4cdc03bc103e1a194bbd839312523a78662d5be7fcbcc98ebf5a8'],
    [
      64,
      '97687268d6ecccc0c07b25e25ecfe58439312523a78662d5be7fcbcc98ebf5a8' +
        '4807efe836ee89a526730dbc2f7bc8409dad8bbb96c4cdc03bc103e1a194bbd8',
    ],
  ] as const;

  for (const [length, encrypted] of vectors) {
    it(`makes and opens ${length} bytes of RFC 3962`, () => {
      expect(toHex(encryptCts(key, text.subarray(0, length)))).to.equal(encrypted);
      expect(toHex(decryptCts(key, hex(encrypted)))).to.equal(toHex(text.subarray(0, length)));
    });
  }

  it('opens what it made, of every length from one block on', () => {
    for (let length = 16; length <= text.length; length++) {
      const plain = text.subarray(0, length);
      expect(toHex(decryptCts(key, encryptCts(key, plain)))).to.equal(toHex(plain));
    }
  });

  it('has nothing to steal from in less than a block', () => {
    for (const work of [encryptCts, decryptCts]) {
      expect(() => work(key, new Uint8Array(15))).to.throw(RangeError);
    }
  });
});
