import { expect } from 'chai';
import { deriveByFolding, deriveByHmac, nFold } from '../../lib/crypto/krb5-derivation.ts';
import { hex, toHex } from './hex.ts';

describe('keys of Kerberos', () => {
  // RFC 3961 A.1
  for (const [text, folded] of [
    ['012345', 'be072631276b1955'],
    ['password', '78a07b6caf85fa'],
    ['Rough Consensus, and Running Code', 'bb6ed30870b7f0e0'],
    ['password', '59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e'],
    ['MASSACHVSETTS INSTITVTE OF TECHNOLOGY', 'db3b0d8f0b061e603282b308a50841229ad798fab9540c1b'],
    ['Q', '518a54a215a8452a518a54a215a8452a518a54a215'],
    ['ba', 'fb25d531ae8974499f52fd92ea9857c4ba24cf297e'],
    ['kerberos', '6b65726265726f73'],
    ['kerberos', '6b65726265726f737b9b5b2b93132b93'],
    ['kerberos', '8372c236344e5f1550cd0747e15d62ca7a5a3bcea4'],
    ['kerberos', '6b65726265726f737b9b5b2b93132b935c9bdcdad95c9899c4cae4dee6d6cae4'],
  ] as const) {
    it(`${folded.length * 4}-fold of '${text}'`, () => {
      expect(toHex(nFold(Buffer.from(text), folded.length / 2))).to.equal(folded);
    });
  }

  // RFC 3962 B: what PBKDF2 gives for 'password' is a key after DK(tkey, 'kerberos')
  for (const [tkey, key] of [
    ['cdedb5281bb2f801565a1122b2563515', '42263c6e89f4fc28b8df68ee09799f15'],
    [
      'cdedb5281bb2f801565a1122b25635150ad1f7a04bb9f3a333ecc0e2e1f70837',
      'fe697b52bc0d3ce14432ba036a92e65bbb52280990a2fa27883998d72af30161',
    ],
  ] as const) {
    it(`DK of ${tkey.length * 4} bits`, () => {
      expect(toHex(deriveByFolding(hex(tkey), Buffer.from('kerberos')))).to.equal(key);
    });
  }

  // RFC 8009 A, usage 2
  for (const [hash, base, purpose, key] of [
    ['sha256', '3705d96080c17728a0e800eab6e0d23c', 0x99, 'b31a018a48f54776f403e9a396325dc3'],
    ['sha256', '3705d96080c17728a0e800eab6e0d23c', 0xaa, '9b197dd1e8c5609d6e67c3e37c62c72e'],
    ['sha256', '3705d96080c17728a0e800eab6e0d23c', 0x55, '9fda0e56ab2d85e1569a688696c26a6c'],
    [
      'sha384',
      '6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52',
      0x99,
      'ef5718be86cc84963d8bbb5031e9f5c4ba41f28faf69e73d',
    ],
    [
      'sha384',
      '6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52',
      0xaa,
      '56ab22bee63d82d7bc5227f6773f8ea7a5eb1c825160c38312980c442e5c7e49',
    ],
    [
      'sha384',
      '6d404d37faf79f9df0d33568d320669800eb4836472ea8a026d16b7182460c52',
      0x55,
      '69b16514e3cd8e56b82010d5c73012b622c4d00ffc23ed1f',
    ],
  ] as const) {
    it(`KDF-HMAC-${hash.toUpperCase()} for 0x${purpose.toString(16)}`, () => {
      const label = Uint8Array.of(0, 0, 0, 2, purpose);
      expect(toHex(deriveByHmac(hash, hex(base), label, key.length / 2))).to.equal(key);
    });
  }
});
