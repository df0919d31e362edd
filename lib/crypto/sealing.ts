// [MS-SMB2] 3.1.4.3 Encrypting the Message, 3.1.4.4 Decrypting the Message
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { viewOf } from '../wire/fields.ts';
import { Cipher } from '../wire/smb2/negotiate-contexts.ts';
import {
  readTransform,
  TRANSFORM_AAD,
  TRANSFORM_NONCE,
  TRANSFORM_SIZE,
  writeTransform,
} from '../wire/smb2/transform.ts';
import { discard } from './discard.ts';
import type { SessionKeys } from './kdf.ts';

/** Seals what one end of a session sends. */
export interface Sealer {
  /**
   * Makes the sealed form of messages: a TRANSFORM_HEADER, then the ciphertext in pieces.
   *
   * @param parts one message, or a whole compound; they are only read
   * @param memory where the ciphertext shall lie; new memory where it gives none, and for CCM
   */
  seal(parts: readonly Uint8Array[], memory?: (length: number) => Uint8Array | undefined): Uint8Array[];
}

/** Opens what the other end sent. */
export interface Unsealer {
  /**
   * Opens a sealed frame, from its TRANSFORM_HEADER on, in its own memory.
   *
   * @returns the messages, a view of `frame`; `undefined` when the tag does not hold: then `frame` is rubbish
   * @throws {ProtocolError} for a header that is none
   */
  unseal(frame: Uint8Array): Uint8Array | undefined;
  /**
   * Begins to open a frame whose parts lie, and shall lie, in several places. CCM takes a message in one piece only.
   *
   * @param head the frame's beginning, its TRANSFORM_HEADER at least
   * @param length of the whole frame
   * @throws {ProtocolError} for a header that is none
   */
  readonly begin: ((head: Uint8Array, length: number) => Opening) | undefined;
}

/** A sealed message that is being opened. What was decrypted is nobody's to look at before `holds` said yes. */
export interface Opening {
  /** Decrypts the next part of the message into memory of the same length, or over itself. */
  update(ciphertext: Uint8Array, into: Uint8Array): void;
  /** Whether the tag holds, once every part was given. */
  holds(): boolean;
}

/** Both directions of one end of a session. */
export interface Sealing {
  readonly sealer: Sealer;
  readonly unsealer: Unsealer;
}

/** What OpenSSL calls a cipher, and the lengths it works with. */
interface Kind {
  readonly name: 'aes-128-gcm' | 'aes-256-gcm' | 'aes-128-ccm' | 'aes-256-ccm';
  readonly keyLength: 16 | 32;
  readonly nonceLength: number;
}

const KINDS: Readonly<Record<Cipher, Kind>> = {
  [Cipher.AES_128_CCM]: { name: 'aes-128-ccm', keyLength: 16, nonceLength: 11 },
  [Cipher.AES_128_GCM]: { name: 'aes-128-gcm', keyLength: 16, nonceLength: 12 },
  [Cipher.AES_256_CCM]: { name: 'aes-256-ccm', keyLength: 32, nonceLength: 11 },
  [Cipher.AES_256_GCM]: { name: 'aes-256-gcm', keyLength: 32, nonceLength: 12 },
};

/** Bytes of the tag. */
const TAG = 16;

/** GCM is fastest in pieces of 32 to 64 KiB: larger ones pay for the pages of their fresh output. */
const PIECE = 64 * 1024;

/** Bytes of a cipher's key. */
export function cipherKeyLength(cipher: Cipher): 16 | 32 {
  return KINDS[cipher].keyLength;
}

/**
 * Prepares to seal.
 *
 * The nonce is a counter that lives and dies with the key: no two messages can share one, and it is never reset.
 *
 * @param key 16 or 32 bytes, see {@link cipherKeyLength}
 */
export function createSealer(cipher: Cipher, key: Uint8Array, sessionId: bigint): Sealer {
  const kind = KINDS[cipher];
  const secret = secretOf(kind, key);
  let count = 0n;
  return {
    seal(parts, memory) {
      const header = new Uint8Array(TRANSFORM_SIZE);
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      const nonce = new Uint8Array(TRANSFORM_NONCE);
      viewOf(nonce).setBigUint64(0, ++count, true);
      if (count > MOST_MESSAGES) throw new RangeError('the key of this session has sealed all it may');
      writeTransform(header, { nonce, originalMessageSize: length, sessionId });
      const iv = nonce.subarray(0, kind.nonceLength);
      const aad = header.subarray(TRANSFORM_AAD);
      const sealed = isCcm(kind)
        ? sealWhole(kind, secret, iv, aad, parts, length)
        : sealPieces(kind, secret, iv, aad, parts, memory?.(length));
      header.set(sealed.tag, 4);
      return [header, ...sealed.pieces];
    },
  };
}

/** Prepares to open what was sealed with the same key. */
export function createUnsealer(cipher: Cipher, key: Uint8Array): Unsealer {
  const kind = KINDS[cipher];
  const secret = secretOf(kind, key);
  return {
    unseal(frame) {
      const message = frame.subarray(TRANSFORM_SIZE);
      if (isCcm(kind)) return unsealWhole(kind, secret, frame) ? message : undefined;
      const opening = openPieces(kind, secret, frame, frame.length);
      opening.update(message, message);
      return opening.holds() ? message : undefined;
    },
    begin: isCcm(kind) ? undefined : (head, length) => openPieces(kind, secret, head, length),
  };
}

/**
 * Prepares both directions from the keys of a session.
 *
 * @returns `undefined` without a cipher, or below 3.0, where there are no such keys
 */
export function createSealing(
  cipher: Cipher | undefined,
  { encryptionKey, decryptionKey }: SessionKeys,
  sessionId: bigint,
): Sealing | undefined {
  if (cipher === undefined || encryptionKey === undefined || decryptionKey === undefined) return undefined;
  return {
    sealer: createSealer(cipher, encryptionKey, sessionId),
    unsealer: createUnsealer(cipher, decryptionKey),
  };
}

/** Far above what a session can send in its life, and far below the 2^64 at which the counter would repeat. */
const MOST_MESSAGES = 0xffff_ffff_ffff_0000n;

interface Sealed {
  readonly pieces: Uint8Array[];
  readonly tag: Uint8Array;
}

function sealPieces(
  kind: Kind,
  key: KeyObject,
  iv: Uint8Array,
  aad: Uint8Array,
  parts: readonly Uint8Array[],
  into: Uint8Array | undefined,
): Sealed {
  const gcm = createCipheriv(kind.name as 'aes-128-gcm', key, iv, { authTagLength: TAG });
  gcm.setAAD(aad);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE) {
      const piece = gcm.update(part.subarray(at, at + PIECE));
      const from = length;
      length += piece.length;
      if (into === undefined) pieces.push(piece);
      else move(piece, into, from);
    }
  }
  gcm.final();
  return { pieces: into === undefined ? pieces : [into], tag: gcm.getAuthTag() };
}

/** CCM must know the whole message before it begins, and takes it in one piece. */
function sealWhole(
  kind: Kind,
  key: KeyObject,
  iv: Uint8Array,
  aad: Uint8Array,
  parts: readonly Uint8Array[],
  plaintextLength: number,
): Sealed {
  const ccm = createCipheriv(kind.name as 'aes-128-ccm', key, iv, { authTagLength: TAG });
  ccm.setAAD(aad, { plaintextLength });
  const [only] = parts;
  const sealed = ccm.update(parts.length === 1 && only !== undefined ? only : Buffer.concat(parts));
  ccm.final();
  return { pieces: [sealed], tag: ccm.getAuthTag() };
}

/** Each piece goes to its place while it is hot: at most 64 KiB are ever touched besides. */
function openPieces(kind: Kind, key: KeyObject, head: Uint8Array, length: number): Opening {
  const { nonce, signature } = readTransform(head, length);
  const iv = nonce.subarray(0, kind.nonceLength);
  const gcm = createDecipheriv(kind.name as 'aes-128-gcm', key, iv, { authTagLength: TAG });
  gcm.setAAD(head.subarray(TRANSFORM_AAD, TRANSFORM_SIZE));
  gcm.setAuthTag(signature);
  return {
    update(ciphertext, into) {
      for (let at = 0; at < ciphertext.length; at += PIECE) {
        move(gcm.update(ciphertext.subarray(at, at + PIECE)), into, at);
      }
    },
    holds: () => tagHolds(() => gcm.final()),
  };
}

function unsealWhole(kind: Kind, key: KeyObject, frame: Uint8Array): boolean {
  const { nonce, signature } = readTransform(frame);
  const message = frame.subarray(TRANSFORM_SIZE);
  const iv = nonce.subarray(0, kind.nonceLength);
  const ccm = createDecipheriv(kind.name as 'aes-128-ccm', key, iv, { authTagLength: TAG });
  ccm.setAuthTag(signature);
  ccm.setAAD(frame.subarray(TRANSFORM_AAD, TRANSFORM_SIZE), { plaintextLength: message.length });
  return tagHolds(() => {
    message.set(ccm.update(message));
    ccm.final();
  });
}

/** Puts a piece into its place while it is hot. */
function move(piece: Uint8Array, into: Uint8Array, at: number): void {
  into.set(piece, at);
  discard(piece);
}

/** OpenSSL throws for a tag that does not hold, and has no other reason here. */
function tagHolds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function isCcm({ name }: Kind): boolean {
  return name.endsWith('ccm');
}

function secretOf({ keyLength, name }: Kind, key: Uint8Array): KeyObject {
  if (key.length !== keyLength)
    throw new RangeError(`a key of ${name} has ${keyLength} bytes, not ${key.length}`);
  return createSecretKey(key);
}
