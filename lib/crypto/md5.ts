// RFC 1321, only for formats that name it: XSym files
import { createHash } from 'node:crypto';

/** MD5 as 32 lower-case hexadecimal digits. */
export function md5Hex(data: Uint8Array): string {
  return createHash('md5').update(data).digest('hex');
}
