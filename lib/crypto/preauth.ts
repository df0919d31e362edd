// [MS-SMB2] 3.2.5.2, 3.2.5.3 preauthentication integrity: SHA-512 chained over whole messages
import { createHash } from 'node:crypto';

/** What the chain begins with: 64 zeros. */
export const PREAUTH_START: Uint8Array = new Uint8Array(64);

/**
 * The next value of the chain.
 *
 * A connection's value takes the NEGOTIATE request and response; each session goes on from there with its
 * own SESSION_SETUP messages, all but the final successful response.
 *
 * @param previous 64 bytes
 * @param message one whole SMB2 message from its header on, in parts, as it stood on the wire
 */
export function extendPreauth(previous: Uint8Array, message: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha512').update(previous);
  for (const part of message) hash.update(part);
  return hash.digest();
}
