// [MS-SMB2] 3.1.4.2 Generating Cryptographic Keys (NIST SP800-108 in counter mode with HMAC-SHA256)
import { createHmac } from 'node:crypto';
import { viewOf } from '../wire/fields.ts';
import type { Role } from './role.ts';

/** The keys of a session (encryption, decryption, application) and of a channel (signing). */
export interface SessionKeys {
  readonly signingKey: Uint8Array;
  readonly applicationKey: Uint8Array;
  /** Seals what we send; `undefined` below 3.0. */
  readonly encryptionKey: Uint8Array | undefined;
  /** Opens what we receive; `undefined` below 3.0. */
  readonly decryptionKey: Uint8Array | undefined;
}

/** What the keys are derived from. */
export interface KeyInput {
  /** The dialect's number, for instance 0x0311. */
  readonly dialect: number;
  /** What the authentication yielded, of whatever length. */
  readonly sessionKey: Uint8Array;
  /** Preauthentication hash of the session; 3.1.1 must have it. */
  readonly preauth?: Uint8Array | undefined;
  /** Bytes of a cipher key: 16, or 32 for the AES-256 ciphers, which derive from the full session key. */
  readonly cipherKeyLength?: 16 | 32 | undefined;
  /** @defaultValue 'client' */
  readonly role?: Role | undefined;
}

/** Label and context of one key, each with its terminating zero. */
type Purpose = readonly [label: string, context: string];

// 3.2.5.3.1: fixed contexts in 3.0 and 3.0.2 (the space in 'ServerIn ' is the spec's own)
const SMB_3_0 = {
  signing: ['SMB2AESCMAC\0', 'SmbSign\0'],
  application: ['SMB2APP\0', 'SmbRpc\0'],
  toServer: ['SMB2AESCCM\0', 'ServerIn \0'],
  toClient: ['SMB2AESCCM\0', 'ServerOut\0'],
} as const satisfies Record<string, Purpose>;

// ... while 3.1.1 takes the preauthentication hash as the context of each
const SMB_3_1_1 = {
  signing: 'SMBSigningKey\0',
  application: 'SMBAppKey\0',
  toServer: 'SMBC2SCipherKey\0',
  toClient: 'SMBS2CCipherKey\0',
} as const;

/** 3.2.5.3: the first 16 bytes of what the authentication yielded, padded with zeros. */
export function toSessionKey(full: Uint8Array): Uint8Array {
  const key = new Uint8Array(16);
  key.set(full.subarray(0, 16));
  return key;
}

/**
 * Derives the keys of a session, or of a further channel of it (then only the signing key counts).
 *
 * @throws {TypeError} for 3.1.1 without a preauthentication hash
 */
export function deriveKeys(input: KeyInput): SessionKeys {
  const sessionKey = toSessionKey(input.sessionKey);
  if (input.dialect < 0x0300) {
    return {
      signingKey: sessionKey,
      applicationKey: sessionKey,
      encryptionKey: undefined,
      decryptionKey: undefined,
    };
  }
  const length = input.cipherKeyLength ?? 16;
  const cipherInput = length === 32 ? input.sessionKey : sessionKey;
  const key = (purpose: keyof typeof SMB_3_0, from: Uint8Array, bytes: number) =>
    kdf(from, ...contextOf(input, purpose), bytes);
  const toServer = key('toServer', cipherInput, length);
  const toClient = key('toClient', cipherInput, length);
  const server = input.role === 'server';
  return {
    signingKey: key('signing', sessionKey, 16),
    applicationKey: key('application', sessionKey, 16),
    encryptionKey: server ? toClient : toServer,
    decryptionKey: server ? toServer : toClient,
  };
}

/** Overwrites keys that signer and sealing have taken in: what lies about in memory is found by a core dump. */
export function eraseKeys(keys: SessionKeys): void {
  for (const key of [keys.signingKey, keys.applicationKey, keys.encryptionKey, keys.decryptionKey])
    key?.fill(0);
}

function contextOf(input: KeyInput, purpose: keyof typeof SMB_3_0): readonly [Uint8Array, Uint8Array] {
  if (input.dialect < 0x0311) {
    const [label, context] = SMB_3_0[purpose];
    return [Buffer.from(label), Buffer.from(context)];
  }
  if (input.preauth === undefined) throw new TypeError('3.1.1 keys need the preauthentication hash');
  return [Buffer.from(SMB_3_1_1[purpose]), input.preauth];
}

/**
 * SP800-108 5.1 with a 32-bit counter that never passes 1, since no key is longer than one hash.
 *
 * @param length bytes of the derived key, at most 32
 */
export function kdf(key: Uint8Array, label: Uint8Array, context: Uint8Array, length: number): Uint8Array {
  const counter = Uint8Array.of(0, 0, 0, 1);
  const separator = Uint8Array.of(0);
  const bits = new Uint8Array(4);
  viewOf(bits).setUint32(0, length * 8);
  const hmac = createHmac('sha256', key);
  for (const part of [counter, label, separator, context, bits]) hmac.update(part);
  return hmac.digest().subarray(0, length);
}
