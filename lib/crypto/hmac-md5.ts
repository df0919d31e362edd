// RFC 2104 HMAC with MD5, the only keyed hash of [MS-NLMP]
import { createHmac } from 'node:crypto';

/** HMAC-MD5 over the parts as one message: 16 bytes. */
export function hmacMd5(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}
