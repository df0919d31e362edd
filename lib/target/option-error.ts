import { SmbError } from '../errors.ts';

/** A URL or an option that cannot be meant so. The message names the fix and never quotes what may be a secret. */
export function optionError(message: string): SmbError {
  return new SmbError({ code: 'ERR_SMB_OPTION', syscall: 'mount', message, outcome: 'not-sent' });
}
