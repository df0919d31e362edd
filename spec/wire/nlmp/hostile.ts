import { expect } from 'chai';
import { ProtocolError } from '../../../lib/errors.ts';

/** Decodes the bytes cut at every length and with every byte changed: a value or a ProtocolError, nothing else. */
export function survives(bytes: Uint8Array, decode: (bytes: Uint8Array) => unknown): void {
  for (let length = 0; length < bytes.length; length++) attempt(bytes.subarray(0, length), decode);
  for (let at = 0; at < bytes.length; at++) {
    for (const value of [0x00, 0x7f, 0x80, 0xff]) {
      const changed = Uint8Array.from(bytes);
      changed[at] = value;
      attempt(changed, decode);
    }
  }
}

/** One decoding that may fail, but only as it should. */
export function attempt(bytes: Uint8Array, decode: (bytes: Uint8Array) => unknown): void {
  try {
    decode(bytes);
  } catch (error) {
    expect(error, Buffer.from(bytes).toString('hex')).to.be.instanceOf(ProtocolError);
  }
}
