import { SmbError } from '../errors.ts';

/** A setting that cannot be. */
export function optionError(message: string): SmbError {
  return new SmbError({ code: 'ERR_SMB_OPTION', message, syscall: 'sync', outcome: 'not-sent' });
}
