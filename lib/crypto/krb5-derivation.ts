// RFC 3961 5.1 n-fold, DR and DK over AES (RFC 3962 6), RFC 8009 3 KDF-HMAC-SHA2
import { createCipheriv, createHmac } from 'node:crypto';
import { viewOf } from '../wire/fields.ts';

/** RFC 3961 5.1: stretches or shrinks `bytes` to that many, so that every bit of them counts. */
export function nFold(bytes: Uint8Array, length: number): Uint8Array {
  const all = leastCommonMultiple(bytes.length, length);
  const sum = new Uint8Array(length);
  let carry = 0;
  // the sum of one's complement, from the lowest byte up; what is carried out at the top comes in at the bottom
  for (let at = all - 1; at >= 0; at--) {
    const place = at % length;
    carry += (sum[place] ?? 0) + rotatedByte(bytes, at);
    sum[place] = carry;
    carry >>= 8;
  }
  for (let place = length - 1; carry > 0; place = (place || length) - 1) {
    carry += sum[place] ?? 0;
    sum[place] = carry;
    carry >>= 8;
  }
  return sum;
}

/** A byte of the endless row of copies, each rotated by 13 bits more to the right than the one before it. */
function rotatedByte(bytes: Uint8Array, at: number): number {
  const { length } = bytes;
  const bits = 13 * Math.floor(at / length);
  const from = (((at % length) - (bits >> 3)) % length) + length;
  const high = bytes[(from - 1) % length] ?? 0;
  const low = bytes[from % length] ?? 0;
  return (((high << 8) | low) >> (bits & 7)) & 0xff;
}

/** RFC 3961 5.1 DK: a key of the base key's length; AES takes the random bits as they are. */
export function deriveByFolding(base: Uint8Array, constant: Uint8Array): Uint8Array {
  const key = new Uint8Array(base.length);
  let block = nFold(constant, 16);
  for (let at = 0; at < key.length; at += block.length) {
    // one block, whose cipher state is zero: CBC with stealing is ECB there
    block = createCipheriv(`aes-${base.length * 8}-ecb`, base, null)
      .setAutoPadding(false)
      .update(block);
    key.set(block, at);
  }
  return key;
}

/** RFC 8009 3: SP800-108 in counter mode, one round of it, without a context. */
export function deriveByHmac(
  hash: 'sha256' | 'sha384',
  base: Uint8Array,
  label: Uint8Array,
  length: number,
): Uint8Array {
  const bits = new Uint8Array(4);
  viewOf(bits).setUint32(0, length * 8);
  const hmac = createHmac(hash, base);
  for (const part of [Uint8Array.of(0, 0, 0, 1), label, Uint8Array.of(0), bits]) hmac.update(part);
  return hmac.digest().subarray(0, length);
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
