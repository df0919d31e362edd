// RFC 4493 The AES-CMAC Algorithm
import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { viewOf } from '../wire/fields.ts';

/** A message authentication code over the parts as one message; the parts are neither copied nor changed. */
export type Mac = (parts: readonly Uint8Array[]) => Uint8Array;

const BLOCK = 16;
/** The cipher's output is thrown away, so it is kept small: 16 to 32 KiB were fastest, above 64 KiB a fifth slower. */
const PIECE = 32 * 1024;
const ZEROS = new Uint8Array(BLOCK);

/**
 * Prepares AES-128-CMAC: CBC from a zero IV, whose last block takes a subkey, is the MAC.
 *
 * @param key 16 bytes
 */
export function createCmac(key: Uint8Array): Mac {
  const secret = createSecretKey(key);
  const whole = double(startCbc(secret).update(ZEROS));
  const padded = double(whole);

  return parts => {
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    let body = total === 0 ? 0 : Math.floor((total - 1) / BLOCK) * BLOCK;
    const last = new Uint8Array(BLOCK);
    let filled = 0;
    const cbc = startCbc(secret);
    for (const part of parts) {
      const here = Math.min(part.length, body);
      for (let at = 0; at < here; at += PIECE) cbc.update(part.subarray(at, Math.min(at + PIECE, here)));
      body -= here;
      if (here < part.length) last.set(part.subarray(here), filled);
      filled += part.length - here;
    }
    if (filled < BLOCK) last[filled] = 0x80;
    return cbc.update(xor(last, filled === BLOCK ? whole : padded));
  };
}

function startCbc(key: KeyObject) {
  return createCipheriv('aes-128-cbc', key, ZEROS).setAutoPadding(false);
}

/** Multiplies by x in GF(2^128): the subkeys of RFC 4493 2.3. */
function double(block: Uint8Array): Uint8Array {
  const doubled = new Uint8Array(BLOCK);
  const [from, to] = [viewOf(block), viewOf(doubled)];
  const [high, low] = [from.getBigUint64(0), from.getBigUint64(8)];
  to.setBigUint64(0, BigInt.asUintN(64, (high << 1n) | (low >> 63n)));
  to.setBigUint64(8, BigInt.asUintN(64, (low << 1n) ^ (high >> 63n ? 0x87n : 0n)));
  return doubled;
}

function xor(block: Uint8Array, subkey: Uint8Array): Uint8Array {
  const other = viewOf(subkey);
  return block.map((byte, index) => byte ^ other.getUint8(index));
}
