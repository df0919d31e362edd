import { expect } from 'chai';
import { hmacMd5 } from '../../lib/crypto/hmac-md5.ts';
import { toHex } from './hex.ts';

describe('hmac-md5', () => {
  it("gives RFC 2202's digests, in one part and in several", () => {
    expect(toHex(hmacMd5(new Uint8Array(16).fill(0x0b), Buffer.from('Hi There')))).to.equal(
      '9294727a3638bb1c13f48ef8158bfc9d',
    );
    const parts = ['what do ya want ', 'for nothing?'].map(part => Buffer.from(part));
    expect(toHex(hmacMd5(Buffer.from('Jefe'), ...parts))).to.equal('750c783e6ab0b503eaa86e310a5db738');
  });
});
