// RFC 3961 3, 5.3 keys with usages; RFC 3962 (AES with SHA-1), RFC 8009 (AES with SHA-2)
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { viewOf } from '../wire/fields.ts';
import { EncryptionType } from '../wire/krb5/encryption-type.ts';
import { decryptCts, encryptCts } from './krb5-cts.ts';
import { deriveByFolding, deriveByHmac } from './krb5-derivation.ts';

/** A key of Kerberos. From it each usage, a number of RFC 4120 7.5.1, has keys of its own. */
export interface Krb5Key {
  /** Encrypts and protects. */
  encrypt(usage: number, plain: Uint8Array): Uint8Array;
  /** What was encrypted, or `undefined` where it was altered or is meant otherwise: then nothing of it is shown. */
  decrypt(usage: number, encrypted: Uint8Array): Uint8Array | undefined;
  /** The keyed checksum that goes with the type of encryption. */
  checksum(usage: number, message: Uint8Array): Uint8Array;
}

/** What is drawn from a base key, by the last byte of the constant. */
const Purpose = { CHECKSUM: 0x99, ENCRYPTION: 0xaa, INTEGRITY: 0x55 } as const;
type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** What the four types differ in. */
interface Scheme {
  readonly hash: 'sha1' | 'sha256' | 'sha384';
  readonly keyLength: number;
  readonly macLength: number;
  /** RFC 8009 protects what is sent; RFC 3962 what it means, so that it is decrypted first. */
  readonly macOverCiphertext: boolean;
  derive(base: Uint8Array, constant: Uint8Array, purpose: Purpose): Uint8Array;
}

function sha1Scheme(keyLength: number): Scheme {
  const hash = 'sha1';
  return { hash, keyLength, macLength: 12, macOverCiphertext: false, derive: deriveByFolding };
}

function sha2Scheme(hash: 'sha256' | 'sha384', keyLength: number, macLength: number): Scheme {
  const derive: Scheme['derive'] = (base, constant, purpose) =>
    deriveByHmac(hash, base, constant, purpose === Purpose.ENCRYPTION ? keyLength : macLength);
  return { hash, keyLength, macLength, macOverCiphertext: true, derive };
}

const SCHEMES: ReadonlyMap<number, Scheme> = new Map([
  [EncryptionType.AES128_CTS_HMAC_SHA1_96, sha1Scheme(16)],
  [EncryptionType.AES256_CTS_HMAC_SHA1_96, sha1Scheme(32)],
  [EncryptionType.AES128_CTS_HMAC_SHA256_128, sha2Scheme('sha256', 16, 16)],
  [EncryptionType.AES256_CTS_HMAC_SHA384_192, sha2Scheme('sha384', 32, 24)],
]);

const CONFOUNDER = 16;
/** RFC 8009 5 protects the cipher state, too: it is zero. */
const CIPHER_STATE = new Uint8Array(16);

/**
 * A key of one of the AES types; `undefined` for other types, and for a key whose length is not its type's.
 *
 * @param random makes confounders
 */
export function krb5Key(
  encryptionType: number,
  base: Uint8Array,
  random: (size: number) => Uint8Array = randomBytes,
): Krb5Key | undefined {
  const scheme = SCHEMES.get(encryptionType);
  return scheme?.keyLength === base.length ? new AesKey(scheme, Uint8Array.from(base), random) : undefined;
}

// A class with private fields, so that no inspection or log shows the key.
class AesKey implements Krb5Key {
  readonly #scheme: Scheme;
  readonly #base: Uint8Array;
  readonly #random: (size: number) => Uint8Array;

  constructor(scheme: Scheme, base: Uint8Array, random: (size: number) => Uint8Array) {
    this.#scheme = scheme;
    this.#base = base;
    this.#random = random;
  }

  encrypt(usage: number, plain: Uint8Array): Uint8Array {
    const padded = Buffer.concat([this.#random(CONFOUNDER), plain]);
    const encrypted = encryptCts(this.#derive(usage, Purpose.ENCRYPTION), padded);
    return Buffer.concat([encrypted, this.#protect(usage, padded, encrypted)]);
  }

  decrypt(usage: number, message: Uint8Array): Uint8Array | undefined {
    const { macLength, macOverCiphertext } = this.#scheme;
    if (message.length < CONFOUNDER + macLength) return undefined;
    const encrypted = message.subarray(0, -macLength);
    const mac = message.subarray(-macLength);
    const decrypted = () => decryptCts(this.#derive(usage, Purpose.ENCRYPTION), encrypted);
    if (macOverCiphertext) {
      const holds = timingSafeEqual(mac, this.#protect(usage, encrypted, encrypted));
      return holds ? decrypted().subarray(CONFOUNDER) : undefined;
    }
    const padded = decrypted();
    return timingSafeEqual(mac, this.#protect(usage, padded, encrypted))
      ? padded.subarray(CONFOUNDER)
      : undefined;
  }

  checksum(usage: number, message: Uint8Array): Uint8Array {
    return this.#mac(this.#derive(usage, Purpose.CHECKSUM), message);
  }

  #protect(usage: number, padded: Uint8Array, encrypted: Uint8Array): Uint8Array {
    const key = this.#derive(usage, Purpose.INTEGRITY);
    return this.#scheme.macOverCiphertext ? this.#mac(key, CIPHER_STATE, encrypted) : this.#mac(key, padded);
  }

  #mac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
    const hmac = createHmac(this.#scheme.hash, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest().subarray(0, this.#scheme.macLength);
  }

  #derive(usage: number, purpose: Purpose): Uint8Array {
    const constant = new Uint8Array(5);
    viewOf(constant).setUint32(0, usage);
    constant[4] = purpose;
    return this.#scheme.derive(this.#base, constant, purpose);
  }
}
