import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';
import { NegotiateRequest, NegotiateResponse } from '../../../lib/wire/smb2/negotiate.ts';
import {
  Cipher,
  EncryptionCapabilities,
  HashAlgorithm,
  negotiateContexts,
  NegotiateContextType,
  NetnameNegotiateContextId,
  PreauthIntegrityCapabilities,
  SigningAlgorithm,
  SigningCapabilities,
} from '../../../lib/wire/smb2/negotiate-contexts.ts';
import { fixture, hex, survivesLies, survivesTruncation } from './codec-laws.ts';

const offered = NegotiateRequest.decode(fixture('negotiateRequest311'), 64).negotiateContexts;
const chosen = NegotiateResponse.decode(fixture('negotiateResponse311'), 64).negotiateContexts;

describe('negotiate contexts', () => {
  it('reads what a real client offers', () => {
    expect(PreauthIntegrityCapabilities.in(offered)).to.deep.equal({
      hashAlgorithms: [HashAlgorithm.SHA_512],
      salt: hex('de161802e031bfbdec44da953b3608f74f083b0ae54c919ea3fa7f6074ba1101'),
    });
    expect(EncryptionCapabilities.in(offered)).to.deep.equal({
      ciphers: [Cipher.AES_128_GCM, Cipher.AES_128_CCM, Cipher.AES_256_GCM, Cipher.AES_256_CCM],
    });
    expect(SigningCapabilities.in(offered)).to.deep.equal({
      signingAlgorithms: [SigningAlgorithm.AES_GMAC, SigningAlgorithm.AES_CMAC, SigningAlgorithm.HMAC_SHA256],
    });
    expect(NetnameNegotiateContextId.in(offered)).to.deep.equal({ netName: '127.0.0.1' });
  });

  it('reads what a real server chose, and nothing where it chose nothing', () => {
    expect(EncryptionCapabilities.in(chosen)?.ciphers).to.deep.equal([Cipher.AES_128_GCM]);
    expect(SigningCapabilities.in(chosen)?.signingAlgorithms).to.deep.equal([SigningAlgorithm.AES_GMAC]);
    expect(NetnameNegotiateContextId.in(chosen)).to.equal(undefined);
  });

  it('writes the same bytes again', () => {
    const again = [
      PreauthIntegrityCapabilities.of({
        hashAlgorithms: [HashAlgorithm.SHA_512],
        salt: hex('de161802e031bfbdec44da953b3608f74f083b0ae54c919ea3fa7f6074ba1101'),
      }),
      EncryptionCapabilities.of({ ciphers: [2, 1, 4, 3] }),
      SigningCapabilities.of({ signingAlgorithms: [2, 1, 0] }),
      NetnameNegotiateContextId.of({ netName: '127.0.0.1' }),
    ].map(({ type, data }) => ({ type, data: hex(Buffer.from(data).toString('hex')) }));
    expect(again).to.deep.equal(offered);
  });

  it('refuses a kind that stands there twice', () => {
    const twice = [...chosen, EncryptionCapabilities.of({ ciphers: [1] })];
    expect(() => EncryptionCapabilities.in(twice)).to.throw(ProtocolError, /given twice/);
    expect(SigningCapabilities.in(twice)?.signingAlgorithms).to.deep.equal([SigningAlgorithm.AES_GMAC]);
  });

  it('refuses a count of algorithms that the data do not hold', () => {
    const type = NegotiateContextType.ENCRYPTION_CAPABILITIES;
    expect(() => EncryptionCapabilities.in([{ type, data: hex('0300 0200 0100') }])).to.throw(ProtocolError);
    expect(() => EncryptionCapabilities.in([{ type, data: hex('00') }])).to.throw(ProtocolError);
  });

  it('refuses a salt beyond its context', () => {
    const type = NegotiateContextType.PREAUTH_INTEGRITY_CAPABILITIES;
    const data = hex('0100 2000 0100 aabb');
    expect(() => PreauthIntegrityCapabilities.in([{ type, data }])).to.throw(ProtocolError);
  });
});

describe('the list of negotiate contexts', () => {
  const LIST = hex('0900 0300 00000000 aabbcc 0000000000  0a00 0000 00000000  0b00 0200 00000000 1122');
  const VALUE = [
    { type: 9, data: hex('aabbcc') },
    { type: 10, data: hex('') },
    { type: 11, data: hex('1122') },
  ];

  it('keeps unknown kinds, aligns to 8, and does not pad the last', () => {
    expect(negotiateContexts.read(LIST, 3)).to.deep.equal(VALUE);
    const target = new Uint8Array(negotiateContexts.size(VALUE));
    negotiateContexts.write(target, VALUE);
    expect(target).to.deep.equal(LIST);
  });

  it('leaves alone what stands behind the count', () => {
    expect(negotiateContexts.read(LIST, 1)).to.deep.equal(VALUE.slice(0, 1));
  });

  it('refuses a count that disagrees with the bytes, and data past the end', () => {
    expect(() => negotiateContexts.read(LIST, 4)).to.throw(ProtocolError);
    expect(() => negotiateContexts.read(LIST, 0xffff)).to.throw(ProtocolError);
    expect(() => negotiateContexts.read(hex('0900 0400 00000000 aabbcc'), 1)).to.throw(ProtocolError);
  });

  it('refuses to write data longer than its length field can say', () => {
    const value = [{ type: 9, data: new Uint8Array(0x1_0000) }];
    expect(() => negotiateContexts.write(new Uint8Array(0x1_0008), value)).to.throw(RangeError);
  });

  it('survives truncation and lies', () => {
    survivesTruncation(bytes => negotiateContexts.read(bytes, 3), LIST);
    survivesLies(bytes => negotiateContexts.read(bytes, 3), LIST, 0);
  });
});
