// [MS-SMB2] 3.1.4.1 Signing An Outgoing Message, 3.1.5.1 Verifying an Incoming Message
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { viewOf } from '../wire/fields.ts';
import { createCmac, type Mac } from './cmac.ts';
import { createGmac } from './gmac.ts';
import type { Role } from './role.ts';

/** [MS-SMB2] 2.2.3.1.7 SigningAlgorithms. */
export const SigningAlgorithm = { HMAC_SHA256: 0, AES_CMAC: 1, AES_GMAC: 2 } as const;
export type SigningAlgorithm = (typeof SigningAlgorithm)[keyof typeof SigningAlgorithm];

/**
 * Signs and verifies messages with one key. A message is given in parts: `parts[0]` holds at least the whole
 * 64-byte header, and all parts together reach to the end of that element of a compound, padding included.
 * Payloads are only read, never copied.
 */
export interface Signer {
  readonly algorithm: SigningAlgorithm;
  /** Writes the Signature field; SMB2_FLAGS_SIGNED must be set already, for it is signed too. */
  sign(parts: readonly Uint8Array[]): void;
  /** Whether the Signature field fits the message; compares in constant time and changes nothing. */
  verify(parts: readonly Uint8Array[]): boolean;
}

const HEADER = 64;
const COMMAND = 12;
const MESSAGE_ID = 24;
const SIGNATURE = 48;
const CANCEL = 0x000c;
const SERVER_BIT = 1;
const CANCEL_BIT = 2;

/**
 * Prepares a signer.
 *
 * @param key 16 bytes
 * @param role which end we are: under AES-GMAC the nonce says who sent the message
 */
export function createSigner(algorithm: SigningAlgorithm, key: Uint8Array, role: Role = 'client'): Signer {
  if (key.length !== 16) throw new RangeError(`a signing key has 16 bytes, not ${key.length}`);
  const sent = macOf(algorithm, key, role);
  const received = macOf(algorithm, key, role === 'client' ? 'server' : 'client');
  // the message is handed to the MAC with this header in place of its own, whose signature may not count
  const scratch = new Uint8Array(HEADER);

  function signature(mac: Mac, parts: readonly Uint8Array[]): Uint8Array {
    const [first, ...rest] = parts;
    if (first === undefined || first.length < HEADER)
      throw new RangeError('the first part has no whole header');
    scratch.set(first.subarray(0, HEADER));
    scratch.fill(0, SIGNATURE);
    return mac([scratch, first.subarray(HEADER), ...rest]);
  }

  return {
    algorithm,
    sign(parts) {
      parts[0]?.set(signature(sent, parts), SIGNATURE);
    },
    verify(parts) {
      const expected = signature(received, parts);
      const given = parts[0]?.subarray(SIGNATURE, HEADER);
      return given !== undefined && timingSafeEqual(expected, given);
    },
  };
}

/** @param sender whose messages these are */
function macOf(algorithm: SigningAlgorithm, key: Uint8Array, sender: Role): Mac {
  switch (algorithm) {
    case SigningAlgorithm.HMAC_SHA256: {
      const secret = createSecretKey(key);
      return parts => {
        const hmac = createHmac('sha256', secret);
        for (const part of parts) hmac.update(part);
        return hmac.digest().subarray(0, 16);
      };
    }
    case SigningAlgorithm.AES_CMAC:
      return createCmac(key);
    case SigningAlgorithm.AES_GMAC: {
      const gmac = createGmac(key);
      const nonce = new Uint8Array(12);
      return parts => gmac(fillNonce(nonce, parts, sender), parts);
    }
  }
}

/**
 * MessageId, then who sent it and whether it is a CANCEL: without that bit a CANCEL would repeat the nonce of
 * the request whose MessageId it carries, and servers drop it silently.
 */
function fillNonce(nonce: Uint8Array, parts: readonly Uint8Array[], sender: Role): Uint8Array {
  const header = viewOf(parts[0] ?? nonce);
  const bits =
    (sender === 'server' ? SERVER_BIT : 0) | (header.getUint16(COMMAND, true) === CANCEL ? CANCEL_BIT : 0);
  const view = viewOf(nonce);
  view.setBigUint64(0, header.getBigUint64(MESSAGE_ID, true), true);
  view.setUint32(8, bits, true);
  return nonce;
}
