import { expect } from 'chai';
import { ProtocolError } from '../../lib/errors.ts';
import { cipherKeyLength, createSealer, createUnsealer } from '../../lib/crypto/sealing.ts';
import { Cipher } from '../../lib/wire/smb2/negotiate-contexts.ts';
import { readTransform } from '../../lib/wire/smb2/transform.ts';
import { toHex } from './hex.ts';

const ALL = Object.entries(Cipher);

function keyOf(cipher: Cipher): Uint8Array {
  return Uint8Array.from({ length: cipherKeyLength(cipher) }, (_, index) => index * 7);
}

describe('sealing', () => {
  const message = Buffer.concat([Buffer.from([0xfe]), Buffer.from('SMB'), Buffer.alloc(200_000, 'payload')]);

  for (const [name, cipher] of ALL) {
    describe(name, () => {
      const sealer = () => createSealer(cipher, keyOf(cipher), 0x1234n);
      const unsealer = createUnsealer(cipher, keyOf(cipher));

      it('opens what it has sealed, however it was cut', () => {
        for (const parts of [
          [message],
          [message.subarray(0, 64), message.subarray(64)],
          [message.subarray(0, 1)],
        ]) {
          const frame = Buffer.concat(sealer().seal(parts));
          const { originalMessageSize, sessionId } = readTransform(frame);
          const whole = Buffer.concat(parts);
          expect({ originalMessageSize, sessionId }).to.deep.equal({
            originalMessageSize: whole.length,
            sessionId: 0x1234n,
          });
          expect(frame.includes('payload')).to.equal(false);
          const opened = unsealer.unseal(frame);
          expect(Buffer.compare(opened ?? Buffer.alloc(0), whole)).to.equal(0);
          // in its own memory: no second copy of a large message
          expect(opened?.buffer).to.equal(frame.buffer);
        }
      });

      it('seals the same into memory that it is given', () => {
        const parts = [message.subarray(0, 112), message.subarray(112)];
        const given: Uint8Array[] = [];
        const frame = sealer().seal(parts, length => {
          given.push(new Uint8Array(length));
          return given[0];
        });
        expect(Buffer.concat(frame).equals(Buffer.concat(sealer().seal(parts)))).to.equal(true);
        expect(Buffer.concat(sealer().seal(parts, () => undefined)).equals(Buffer.concat(frame))).to.equal(
          true,
        );
        expect(message.includes('payload'), 'the plaintext is only read').to.equal(true);
        const isGcm = name.endsWith('GCM');
        expect(given).to.have.lengthOf(isGcm ? 1 : 0);
        if (isGcm) expect(frame[1]).to.equal(given[0]);
      });

      it('never uses a nonce twice', () => {
        const one = sealer();
        const nonces = Array.from({ length: 100 }, () => {
          const [header = new Uint8Array(0)] = one.seal([message.subarray(0, 10)]);
          return toHex(header.subarray(20, 36));
        });
        expect(new Set(nonces).size).to.equal(100);
      });

      it('opens nothing of which a bit was changed, the header that is not secret included', () => {
        const short = message.subarray(0, 100);
        const frame = Buffer.concat(sealer().seal([short]));
        const untouchable = [...Array(4).keys(), 36, 37, 38, 39, 42, 43]; // they do not even make a header
        for (let at = 0; at < frame.length; at++) {
          if (untouchable.includes(at)) continue;
          const altered = Buffer.from(frame);
          altered[at] = (altered[at] ?? 0) ^ 0x10;
          expect(unsealer.unseal(altered), `byte ${at}`).to.equal(undefined);
        }
        for (const at of untouchable) {
          const altered = Buffer.from(frame);
          altered[at] = (altered[at] ?? 0) ^ 0x10;
          expect(() => unsealer.unseal(altered), `byte ${at}`).to.throw(ProtocolError);
        }
        expect(unsealer.unseal(Buffer.from(frame))).to.not.equal(undefined);
      });

      it('opens nothing that was sealed with another key', () => {
        const frame = Buffer.concat(
          createSealer(cipher, new Uint8Array(cipherKeyLength(cipher)), 1n).seal([message]),
        );
        expect(unsealer.unseal(frame)).to.equal(undefined);
      });

      it('refuses what is cut off', () => {
        const frame = Buffer.concat(sealer().seal([message.subarray(0, 100)]));
        for (let length = 0; length < frame.length; length++) {
          expect(() => unsealer.unseal(Buffer.from(frame.subarray(0, length)))).to.throw(ProtocolError);
        }
      });

      it('takes no key of another length', () => {
        expect(() => createSealer(cipher, new Uint8Array(cipherKeyLength(cipher) + 1), 1n)).to.throw(
          RangeError,
        );
        expect(() => createUnsealer(cipher, new Uint8Array(cipherKeyLength(cipher) - 1))).to.throw(
          RangeError,
        );
      });
    });
  }
});
