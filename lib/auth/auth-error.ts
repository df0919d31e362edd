import { SmbError } from '../errors.ts';

/** A login that cannot succeed: not worth a retry with the same credentials. */
export function authError(message: string, cause?: unknown): SmbError {
  return new SmbError({ code: 'ERR_SMB_AUTH', message, outcome: 'refused', fatal: true, cause });
}

/** Options of a mount that cannot be used, or not together; nothing was sent. */
export function unusable(message: string): SmbError {
  return new SmbError({
    code: 'ERR_SMB_OPTION',
    message,
    syscall: 'mount',
    outcome: 'not-sent',
    fatal: true,
  });
}
