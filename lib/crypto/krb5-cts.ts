// RFC 3962 5, RFC 8009 5: AES in CBC mode with ciphertext stealing (CS3: the last two blocks always change places)
import { createCipheriv, createDecipheriv } from 'node:crypto';

const BLOCK = 16;
/** The cipher state that every message of Kerberos begins with. */
const ZEROS = new Uint8Array(BLOCK);

/** @throws {RangeError} for less than one block */
export function encryptCts(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const tail = tailOf(plain);
  const padded = new Uint8Array(plain.length - tail + BLOCK);
  padded.set(plain);
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, ZEROS).setAutoPadding(false);
  const blocks = Buffer.concat([cipher.update(padded), cipher.final()]);
  if (blocks.length === BLOCK) return blocks;
  const last = blocks.subarray(-BLOCK);
  const stolen = blocks.subarray(-2 * BLOCK, -BLOCK).subarray(0, tail);
  return Buffer.concat([blocks.subarray(0, -2 * BLOCK), last, stolen]);
}

/** @throws {RangeError} for less than one block */
export function decryptCts(key: Uint8Array, encrypted: Uint8Array): Uint8Array {
  const tail = tailOf(encrypted);
  if (encrypted.length === BLOCK) return decrypt('cbc', key, encrypted);
  const at = encrypted.length - tail - BLOCK;
  const last = encrypted.subarray(at, at + BLOCK);
  const stolen = encrypted.subarray(at + BLOCK);
  // what was stolen from the block before the last is still in the last one, under the plaintext's zeros
  const mixed = decrypt('ecb', key, last);
  const before = Buffer.concat([stolen, mixed.subarray(tail)]);
  const head = decrypt('cbc', key, Buffer.concat([encrypted.subarray(0, at), before]));
  return Buffer.concat([head, mixed.subarray(0, tail).map((byte, index) => byte ^ (stolen[index] ?? 0))]);
}

function decrypt(mode: 'cbc' | 'ecb', key: Uint8Array, blocks: Uint8Array): Buffer {
  const iv = mode === 'cbc' ? ZEROS : null;
  const decipher = createDecipheriv(`aes-${key.length * 8}-${mode}`, key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(blocks), decipher.final()]);
}

/** Bytes in the last block, 1 to 16. */
function tailOf({ length }: Uint8Array): number {
  if (length < BLOCK) throw new RangeError('ciphertext stealing needs a block to steal from');
  return length % BLOCK || BLOCK;
}
