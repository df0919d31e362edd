import { SmbError } from '../errors.ts';
import type { FileFacts } from './side.ts';

/**
 * A transfer that ends has been counted.
 *
 * @throws {@link SmbError} `ERR_SMB_TRUNCATED` when the bytes are not as many as the listing said
 */
export function complete(bytes: number, { size }: Pick<FileFacts, 'size'>): void {
  if (bytes !== size) throw changed(bytes, size);
}

/**
 * A source that does not end would fill the disk.
 *
 * @throws {@link SmbError} `ERR_SMB_TRUNCATED` when there are more bytes than the listing said
 */
export function notTooMany(bytes: number, { size }: Pick<FileFacts, 'size'>): void {
  if (bytes > size) throw changed(bytes, size);
}

function changed(bytes: number, size: number): SmbError {
  const message = `the file changed while it was read: ${bytes} bytes came where ${size} were listed; sync again`;
  return new SmbError({ code: 'ERR_SMB_TRUNCATED', message, outcome: 'unknown', retryable: true });
}
