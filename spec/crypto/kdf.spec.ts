import { expect } from 'chai';
import { type SessionKeys, deriveKeys, eraseKeys, toSessionKey } from '../../lib/crypto/kdf.ts';
import { hex, toHex } from './hex.ts';
import { windowsExchange } from './windows-exchange.ts';

function shown(keys: SessionKeys) {
  return [keys.signingKey, keys.encryptionKey, keys.decryptionKey, keys.applicationKey].map(toHex);
}

describe('kdf', () => {
  // "SMB 2 and SMB 3 security in Windows 10: the anatomy of signing and cryptographic keys"
  it("derives Microsoft's published 3.0 keys", () => {
    const sessionKey = hex('7CD451825D0450D235424E44BA6E78CC');
    expect(shown(deriveKeys({ dialect: 0x0300, sessionKey }))).to.deep.equal([
      '0b7e9c5cac36c0f6ea9ab275298cedce',
      'fad27796665b313ebb578f388632b4f7',
      'b0f0427f7ceb416d1d9dcc0cd4f99447',
      'bb23a4575aa26c721af525af15a87b4f',
    ]);
  });

  // "Encryption in SMB 3.0: A protocol perspective"
  it("derives Microsoft's other published 3.0 keys, for 3.0.2 too", () => {
    const sessionKey = hex('B4546771B515F766A86735532DD6C4F0');
    expect(shown(deriveKeys({ dialect: 0x0302, sessionKey }))).to.deep.equal([
      'f773cd23c18fd1e08ee510cada7cf852',
      '261b72350558f2e9dcf613070383edbf',
      '8fe2b57ec34d2db5b1a9727f526bbdb5',
      '77432f808ce99156b5bc6a3676d730d1',
    ]);
  });

  it("derives Microsoft's published 3.1.1 keys", () => {
    const { sessionKey, preauth, ...expected } = windowsExchange;
    expect(shown(deriveKeys({ dialect: 0x0311, sessionKey, preauth: preauth[4] }))).to.deep.equal([
      toHex(expected.signingKey),
      toHex(expected.encryptionKey),
      toHex(expected.decryptionKey),
      toHex(expected.applicationKey),
    ]);
  });

  // "SMB 3.1.1 Encryption in Windows 10"
  it("derives Microsoft's other published 3.1.1 keys", () => {
    const sessionKey = hex('419FDDF34C1E001909D362AE7FB6AF79');
    const preauth = hex(`
      B23F3CBFD69487D9832B79B1594A367CDD950909B774C3A4C412B4FCEA9EDDDBA7DB256BA2EA30E9
      77F11F9B113247578E0E915C6D2A513B8F2FCA5707DC8770`);
    expect(shown(deriveKeys({ dialect: 0x0311, sessionKey, preauth }))).to.deep.equal([
      '8765949dfeaee105ce9118b45be988f0',
      'a2f5e80e5d59103034f32e52f698e5ec',
      '748c50868c90f302962a5c35f5f9a8bf',
      '099d610789fbe82055b313601c3e8cc4',
    ]);
  });

  it('derives 256-bit cipher keys from the whole session key, the others from its first half', () => {
    // computed with KBKDFHMAC of Python's cryptography
    const sessionKey = Uint8Array.from({ length: 32 }, (_, index) => index);
    const preauth = Uint8Array.from({ length: 64 }, (_, index) => index);
    expect(shown(deriveKeys({ dialect: 0x0311, sessionKey, preauth, cipherKeyLength: 32 }))).to.deep.equal([
      'f7e5401ecc6e79ef9eab401b05004e4f',
      'e568de865ae188f20138931c5423898fc0d5e94fa094b72d474fc56cf5703db6',
      '53f8b2fb513a90f5231f5ac12ba0a24b9eed8f6e80596136560f1b0003e8d2ae',
      '3b37360639dd593424d252bd73a0c0ff',
    ]);
  });

  it('gives the server the same keys, with the directions exchanged', () => {
    const input = {
      dialect: 0x0311,
      sessionKey: windowsExchange.sessionKey,
      preauth: windowsExchange.preauth[4],
    };
    const [client, server] = [deriveKeys(input), deriveKeys({ ...input, role: 'server' })];
    expect(shown(server)).to.deep.equal(
      shown({ ...client, encryptionKey: client.decryptionKey, decryptionKey: client.encryptionKey }),
    );
  });

  for (const dialect of [0x0202, 0x0210]) {
    it(`signs with the session key itself below 3.0 (0x0${dialect.toString(16)})`, () => {
      const keys = deriveKeys({ dialect, sessionKey: hex('00112233445566778899aabbccddeeff0123') });
      const key = '00112233445566778899aabbccddeeff';
      expect(shown(keys)).to.deep.equal([key, undefined, undefined, key]);
    });
  }

  it('cuts a long session key and pads a short one', () => {
    expect(toHex(toSessionKey(hex('0102030405060708')))).to.equal('01020304050607080000000000000000');
    expect(toSessionKey(new Uint8Array(32))).to.have.length(16);
  });

  it('refuses 3.1.1 without a preauthentication hash', () => {
    expect(() => deriveKeys({ dialect: 0x0311, sessionKey: new Uint8Array(16) })).to.throw(TypeError);
  });

  it('erases every key it derived, and nothing that it derived them from', () => {
    const sessionKey = hex('7CD451825D0450D235424E44BA6E78CC');
    for (const dialect of [0x0210, 0x0300]) {
      const keys = deriveKeys({ dialect, sessionKey });
      eraseKeys(keys);
      const erased = Object.values(keys).filter((key): key is Uint8Array => key !== undefined);
      expect(erased.length).to.be.above(1);
      for (const key of erased) expect(toHex(key)).to.equal('00'.repeat(16));
      expect(toHex(sessionKey)).to.equal('7cd451825d0450d235424e44ba6e78cc');
    }
  });
});
