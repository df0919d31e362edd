const MULTIPLIER = 0x9e37_79b1;
const WORD = 4;
const TWO_32 = 0x1_0000_0000;

/**
 * Fills `into` with bytes that follow from `seed` and the offset alone, so that any part of them can be compared
 * without the rest.
 */
export function virtualBytes(seed: string, offset: number, into: Uint8Array): void {
  const start = hashOf(seed);
  for (let at = 0; at < into.length;) {
    const index = Math.floor((offset + at) / WORD);
    const word = mixed(start ^ (index >>> 0) ^ Math.imul(Math.floor(index / TWO_32), MULTIPLIER));
    for (let byte = (offset + at) % WORD; byte < WORD && at < into.length; byte++, at++) {
      into[at] = word >>> (8 * byte);
    }
  }
}

/** FNV-1a over UTF-16. */
export function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  }
  return hash >>> 0;
}

/** Spreads each bit over all others (the finalizer of MurmurHash3). */
function mixed(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
