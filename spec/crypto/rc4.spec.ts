import { expect } from 'chai';
import { createRc4 } from '../../lib/crypto/rc4.ts';
import { hex, toHex } from './hex.ts';

describe('rc4', () => {
  it("gives RFC 6229's stream of a 40-bit key", () => {
    const stream = createRc4(hex('0102030405'))(new Uint8Array(32));
    expect(toHex(stream)).to.equal('b2396305f03dc027ccc3524a0a1118a86982944f18fc82d589c403a47a0d0919');
  });

  it("gives RFC 6229's stream of a 128-bit key, at 0 and at 4096", () => {
    const stream = createRc4(hex('0102030405060708090a0b0c0d0e0f10'))(new Uint8Array(4112));
    expect(toHex(stream.subarray(0, 32))).to.equal(
      '9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c',
    );
    expect(toHex(stream.subarray(4096))).to.equal('a36a4c301ae8ac13610ccbc12256cacc');
  });

  it('encrypts the well-known "Plaintext" under "Key"', () => {
    expect(toHex(createRc4(Buffer.from('Key'))(Buffer.from('Plaintext')))).to.equal('bbf316e8d940af0ad3');
  });

  it('goes on where the last call ended, and leaves its input alone', () => {
    const rc4 = createRc4(Buffer.from('Key'));
    const text = Buffer.from('Plaintext');
    const pieces = [text.subarray(0, 4), text.subarray(4)].map(piece => toHex(rc4(piece)));
    expect(pieces.join('')).to.equal('bbf316e8d940af0ad3');
    expect(text.toString()).to.equal('Plaintext');
  });
});
