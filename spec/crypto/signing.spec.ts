import { inspect } from 'node:util';
import { expect } from 'chai';
import { SigningAlgorithm, createSigner } from '../../lib/crypto/signing.ts';
import { flipped, hex, toHex } from './hex.ts';
import { windowsExchange } from './windows-exchange.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, index) => 0x10 + index);
const PAYLOAD = Uint8Array.from({ length: (1 << 20) + 5 }, (_, index) => (index * 7 + 3) & 0xff);
const [WRITE, CANCEL, READ] = [0x09, 0x0c, 0x08];
const [SIGNED, FROM_SERVER] = [8, 9];

function header(command: number, flags: number): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from('\xfeSMB', 'latin1'));
  view.setUint16(4, 64, true);
  view.setUint16(12, command, true);
  view.setUint32(16, flags, true);
  view.setBigUint64(24, 0x0102030405060708n, true);
  view.setBigUint64(40, 0x1122334455667788n, true);
  // what stands in the field before must not count
  bytes.fill(0xee, 48);
  return bytes;
}

function signature(message: Uint8Array): string | undefined {
  return toHex(message.subarray(48, 64));
}

describe('signing', () => {
  // computed with AESGCM, CMAC and hmac of Python's cryptography and standard library
  const known = [
    {
      algorithm: SigningAlgorithm.HMAC_SHA256,
      name: 'HMAC-SHA256',
      write: '2ce6a9b47ca2dcd5e5446b98f868c5e4',
      cancel: '18a440c995279e343da14d2c55d9b2f5',
      read: '99f784ecae0f1279b726356c10ec5b8c',
    },
    {
      algorithm: SigningAlgorithm.AES_CMAC,
      name: 'AES-CMAC',
      write: '19979d1fb5996a5bef3cd231d83bba78',
      cancel: '9862f6c2e355c44084632b54041c5a1a',
      read: '6c86b7be92d8b9c6567d22e8467715eb',
    },
    {
      algorithm: SigningAlgorithm.AES_GMAC,
      name: 'AES-GMAC',
      write: '41265d66a840a1919d9a496fc18a6ba4',
      cancel: 'bd8476b0629f0e8fd2e12027de59c651',
      read: '440534a8018e3257612b5defbd0cb7e7',
    },
  ];

  for (const { algorithm, name, write, cancel, read } of known) {
    describe(name, () => {
      it('signs a request of the client', () => {
        const message = header(WRITE, SIGNED);
        createSigner(algorithm, KEY).sign([message, PAYLOAD]);
        expect(signature(message)).to.equal(write);
      });

      it('signs a CANCEL', () => {
        const message = header(CANCEL, SIGNED);
        createSigner(algorithm, KEY).sign([message, PAYLOAD]);
        expect(signature(message)).to.equal(cancel);
      });

      it('signs a response of the server', () => {
        const message = header(READ, FROM_SERVER);
        createSigner(algorithm, KEY, 'server').sign([message, PAYLOAD]);
        expect(signature(message)).to.equal(read);
      });

      it('signs the same however the message is cut', () => {
        const whole = Buffer.concat([header(WRITE, SIGNED), PAYLOAD]);
        createSigner(algorithm, KEY).sign([whole]);
        expect(signature(whole)).to.equal(write);
        const first = Buffer.concat([header(WRITE, SIGNED), PAYLOAD.subarray(0, 33)]);
        createSigner(algorithm, KEY).sign([first, PAYLOAD.subarray(33, 70_000), PAYLOAD.subarray(70_000)]);
        expect(signature(first)).to.equal(write);
      });

      it('verifies what the other side signed, and leaves it as it was', () => {
        const message = header(READ, FROM_SERVER);
        message.set(hex(read), 48);
        const before = [toHex(message), toHex(PAYLOAD)];
        expect(createSigner(algorithm, KEY).verify([message, PAYLOAD])).to.equal(true);
        expect([toHex(message), toHex(PAYLOAD)]).to.deep.equal(before);
        const request = header(WRITE, SIGNED);
        request.set(hex(write), 48);
        expect(createSigner(algorithm, KEY, 'server').verify([request, PAYLOAD])).to.equal(true);
      });

      it('refuses a change anywhere: header, signature, payload', () => {
        const signer = createSigner(algorithm, KEY);
        const good = header(READ, FROM_SERVER);
        good.set(hex(read), 48);
        expect(signer.verify([good, PAYLOAD])).to.equal(true);
        for (let at = 0; at < 64; at++) {
          expect(signer.verify([flipped(good, at), PAYLOAD]), `byte ${at}`).to.equal(false);
        }
        for (const at of [0, 70_000, PAYLOAD.length - 1]) {
          expect(signer.verify([good, flipped(PAYLOAD, at)]), `payload ${at}`).to.equal(false);
        }
        expect(signer.verify([good, PAYLOAD.subarray(1)])).to.equal(false);
        expect(signer.verify([good])).to.equal(false);
      });

      it('refuses another key', () => {
        const message = header(READ, FROM_SERVER);
        message.set(hex(read), 48);
        expect(createSigner(algorithm, flipped(KEY, 3)).verify([message, PAYLOAD])).to.equal(false);
      });
    });
  }

  it('under AES-GMAC takes no message of its own side', () => {
    const signer = createSigner(SigningAlgorithm.AES_GMAC, KEY);
    const message = header(WRITE, SIGNED);
    signer.sign([message]);
    expect(signer.verify([message])).to.equal(false);
    expect(createSigner(SigningAlgorithm.AES_GMAC, KEY, 'server').verify([message])).to.equal(true);
  });

  it('verifies the last message of the exchange that Microsoft published', () => {
    const { signingKey, secondSetupResponse } = windowsExchange;
    const signer = createSigner(SigningAlgorithm.AES_CMAC, signingKey);
    expect(signer.verify([secondSetupResponse])).to.equal(true);
    const again = Uint8Array.from(secondSetupResponse);
    again.fill(0, 48, 64);
    createSigner(SigningAlgorithm.AES_CMAC, signingKey, 'server').sign([again]);
    expect(toHex(again)).to.equal(toHex(secondSetupResponse));
  });

  it('refuses a first part without a whole header, and a key of another length', () => {
    const signer = createSigner(SigningAlgorithm.AES_CMAC, KEY);
    expect(() => signer.sign([new Uint8Array(63), PAYLOAD])).to.throw(RangeError);
    expect(() => signer.verify([])).to.throw(RangeError);
    expect(() => createSigner(SigningAlgorithm.AES_GMAC, KEY.subarray(1))).to.throw(RangeError);
  });

  it('shows no key', () => {
    const signer = createSigner(SigningAlgorithm.AES_CMAC, KEY);
    expect(inspect(signer, { depth: null, showHidden: true })).not.to.match(/16, 17, 18|10 11 12/);
    expect(JSON.stringify(signer)).to.equal('{"algorithm":1}');
  });
});
