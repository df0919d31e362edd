import { SmbError } from '../errors.ts';

/**
 * Something is only to be had encrypted, and that cannot be done.
 *
 * @param what `the server`, or a share in quotation marks
 * @param keyless the session has no key, for it is nobody's
 */
export function encryptionRequired(what: string, keyless: boolean, path?: string): SmbError {
  const reason = keyless
    ? 'a session of a guest or of nobody has no key for it: log in as a user'
    : "no cipher was agreed on: leave the option encryption: 'off' out, and allow a dialect from 3.0 on";
  return new SmbError({
    code: 'ERR_SMB_ENCRYPTION_REQUIRED',
    message: `${what} requires encryption, but ${reason}`,
    path,
    fatal: true,
  });
}
