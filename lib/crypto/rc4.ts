// RC4, as [MS-NLMP] 3.4.3 and 3.4.4 use it: only for 16-byte keys and 8-byte checksums, never for data.
// OpenSSL 3 keeps it in its legacy provider, which Node does not load.
import { viewOf } from '../wire/fields.ts';

/** One key stream: each call goes on where the last one ended, encrypting or decrypting. */
export type Rc4 = (data: Uint8Array) => Uint8Array;

/**
 * Starts a key stream.
 *
 * @param key 1 to 256 bytes
 */
export function createRc4(key: Uint8Array): Rc4 {
  const state = viewOf(Uint8Array.from({ length: 256 }, (_, index) => index));
  const secret = viewOf(key);
  const swap = (i: number, j: number) => {
    const [first, second] = [state.getUint8(i), state.getUint8(j)];
    state.setUint8(i, second);
    state.setUint8(j, first);
    return (first + second) & 0xff;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state.getUint8(i) + secret.getUint8(i % key.length)) & 0xff;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return data =>
    data.map(byte => {
      i = (i + 1) & 0xff;
      j = (j + state.getUint8(i)) & 0xff;
      return byte ^ state.getUint8(swap(i, j));
    });
}
