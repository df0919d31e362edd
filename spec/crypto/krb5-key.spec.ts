import { inspect } from 'node:util';
import { expect } from 'chai';
import { krb5Key } from '../../lib/crypto/krb5-key.ts';
import { EncryptionType } from '../../lib/wire/krb5/encryption-type.ts';
import { flipped, hex, toHex } from './hex.ts';

const SHA256 = EncryptionType.AES128_CTS_HMAC_SHA256_128;
const SHA384 = EncryptionType.AES256_CTS_HMAC_SHA384_192;
const BASE = {
  [SHA256]: '3705d96080c17728a0e800eab6e0d23c',
  [SHA384]: '6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52',
};
const LONG = '000102030405060708090a0b0c0d0e0f1011121314';

function keyOf(type: number, base: Uint8Array, confounder?: Uint8Array) {
  const key = krb5Key(type, base, confounder && (() => confounder));
  if (key === undefined) throw new Error('no such key');
  return key;
}

describe('a key of Kerberos', () => {
  // RFC 8009 A, usage 2
  for (const [type, plain, confounder, encrypted] of [
    [
      SHA256,
      '',
      '7e5895eaf2672435bad817f545a37148',
      'ef85fb890bb8472f4dab20394dca781dad877eda39d50c870c0d5a0a8e48c718',
    ],
    [
      SHA256,
      LONG.slice(0, 12),
      '7bca285e2fd4130fb55b1a5c83bc5b24',
      '84d7f30754ed987bab0bf3506beb09cfb55402cef7e6877ce99e247e52d16ed4421dfdf8976c',
    ],
    [
      SHA256,
      LONG.slice(0, 32),
      '56ab21713ff62c0a1457200f6fa9948f',
      '3517d640f50ddc8ad3628722b3569d2ae07493fa8263254080ea65c1008e8fc295fb4852e7d83e1e7c48c37eebe6b0d3',
    ],
    [
      SHA256,
      LONG,
      'a7a4e29a4728ce10664fb64e49ad3fac',
      '720f73b18d9859cd6ccb4346115cd336c70f58edc0c4437c5573544c31c813bce1e6d072c186b39a413c2f92ca9b8334a287ffcbfc',
    ],
    [
      SHA384,
      '',
      'f764e9fa15c276478b2c7d0c4e5f58e4',
      '41f53fa5bfe7026d91faf9be959195a058707273a96a40f0a01960621ac612748b9bbfbe7eb4ce3c',
    ],
    [
      SHA384,
      LONG.slice(0, 12),
      'b80d3251c1f6471494256ffe712d0b9a',
      '4ed7b37c2bcac8f74f23c1cf07e62bc7b75fb3f637b9f559c7f664f69eab7b6092237526ea0d1f61cb20d69d10f2',
    ],
    [
      SHA384,
      LONG.slice(0, 32),
      '53bf8a0d105265d4e276428624ce5e63',
      'bc47ffec7998eb91e8115cf8d19dac4bbbe2e163e87dd37f49beca92027764f68cf51f14d798c2273f35df574d1f932e40c4ff255b36a266',
    ],
    [
      SHA384,
      LONG,
      '763e65367e864f02f55153c7e3b58af1',
      '40013e2df58e8751957d2878bcd2d6fe101ccfd556cb1eae79db3c3ee86429f2b2a602ac86fef6ecb647d6295fae077a1feb517508d2c16b4192e01f62',
    ],
  ] as const) {
    it(`encrypts ${plain.length / 2} bytes as RFC 8009 does, type ${type}`, () => {
      const key = keyOf(type, hex(BASE[type]), hex(confounder));
      expect(toHex(key.encrypt(2, hex(plain)))).to.equal(encrypted);
      expect(toHex(key.decrypt(2, hex(encrypted)))).to.equal(plain);
    });
  }

  for (const [type, checksum] of [
    [SHA256, 'd78367186643d67b411cba9139fc1dee'],
    [SHA384, '45ee791567eefca37f4ac1e0222de80d43c3bfa06699672a'],
  ] as const) {
    it(`makes the checksum of RFC 8009, type ${type}`, () => {
      expect(toHex(keyOf(type, hex(BASE[type])).checksum(2, hex(LONG)))).to.equal(checksum);
    });
  }

  for (const [type, length] of [
    [EncryptionType.AES128_CTS_HMAC_SHA1_96, 16],
    [EncryptionType.AES256_CTS_HMAC_SHA1_96, 32],
    [SHA256, 16],
    [SHA384, 32],
  ] as const) {
    it(`shows nothing of what was altered, cut, or meant for another usage, type ${type}`, () => {
      const key = keyOf(type, new Uint8Array(length).fill(7));
      const encrypted = key.encrypt(11, hex(LONG));
      expect(toHex(key.decrypt(11, encrypted))).to.equal(LONG);
      expect(key.decrypt(12, encrypted)).to.equal(undefined);
      for (let at = 0; at < encrypted.length; at++) {
        expect(key.decrypt(11, flipped(encrypted, at)), `byte ${at}`).to.equal(undefined);
        expect(key.decrypt(11, encrypted.subarray(0, at)), `${at} bytes`).to.equal(undefined);
      }
    });
  }

  it('is of an AES type, and of its length', () => {
    expect(krb5Key(EncryptionType.RC4_HMAC, new Uint8Array(16))).to.equal(undefined);
    expect(krb5Key(SHA384, new Uint8Array(16))).to.equal(undefined);
    expect(krb5Key(-1, new Uint8Array(0))).to.equal(undefined);
  });

  it('is not shown', () => {
    const key = keyOf(SHA256, Buffer.from('0123456789abcdef'));
    expect(inspect(key, { depth: null, showHidden: true }) + JSON.stringify(key)).not.to.match(
      /01234|48, 49/,
    );
  });
});
