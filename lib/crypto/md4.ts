// RFC 1320 The MD4 Message-Digest Algorithm
// OpenSSL 3 keeps MD4 in its legacy provider, which Node does not load; NTLM still hashes passwords with it.
import { viewOf } from '../wire/fields.ts';

type Mix = (x: number, y: number, z: number) => number;

interface Round {
  readonly mix: Mix;
  readonly constant: number;
  readonly shifts: readonly [number, number, number, number];
  readonly order: readonly number[];
}

const ROUNDS: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    constant: 0,
    shifts: [3, 7, 11, 19],
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    constant: 0x5a827999,
    shifts: [3, 5, 9, 13],
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    constant: 0x6ed9eba1,
    shifts: [3, 9, 11, 15],
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
  },
];

/** The MD4 digest of a short message: 16 bytes. */
export function md4(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  let state: readonly [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < padded.byteLength; at += 64) state = block(state, padded, at);
  const digest = new Uint8Array(16);
  const view = viewOf(digest);
  state.forEach((word, index) => view.setUint32(index * 4, word, true));
  return digest;
}

function pad(message: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = viewOf(padded);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n, true);
  return view;
}

function block(state: readonly [number, number, number, number], words: DataView, at: number) {
  let [a, b, c, d] = state;
  for (const { mix, constant, shifts, order } of ROUNDS) {
    order.forEach((index, step) => {
      const sum = (a + mix(b, c, d) + words.getUint32(at + index * 4, true) + constant) | 0;
      const shift = shifts[(step % 4) as 0 | 1 | 2 | 3];
      [a, d, c, b] = [d, c, b, (sum << shift) | (sum >>> (32 - shift))];
    });
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0] as const;
}
