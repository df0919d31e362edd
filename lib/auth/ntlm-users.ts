import { SmbError } from '../errors.ts';
import { upcase } from './ntlm-crypto.ts';

/**
 * Finds a user's password; `undefined` where there is no such user. The domain is what the client said: whoever
 * cares for it compares it here.
 */
export type NtlmLookup = (user: string, domain: string) => string | undefined | Promise<string | undefined>;

/** Passwords by user name, whose case does not matter, or a function that finds them. */
export type NtlmUsers = Readonly<Record<string, string>> | NtlmLookup;

/**
 * The lookup in a table of users. Any domain will do, and one behind the name (`user@domain`) as well.
 *
 * @throws {SmbError} ERR_SMB_OPTION for an empty name, two that differ in case only, or a password that is none
 */
export function lookupIn(users: NtlmUsers): NtlmLookup {
  if (typeof users === 'function') return users;
  const passwords = new Map<string, string>();
  for (const [user, password] of Object.entries(users)) {
    const name = upcase(user);
    if (user === '') throw mistake('a user needs a name');
    if (typeof password !== 'string') throw mistake(`the password of ${user} is not a string`);
    if (passwords.has(name))
      throw mistake(`there are two users ${user}: their case does not tell them apart`);
    passwords.set(name, password);
  }
  return (user, domain) => {
    const name = upcase(user);
    const at = domain === '' ? name.lastIndexOf('@') : -1;
    return passwords.get(name) ?? (at > 0 ? passwords.get(name.slice(0, at)) : undefined);
  };
}

function mistake(message: string): SmbError {
  return new SmbError({ code: 'ERR_SMB_OPTION', message, outcome: 'not-sent' });
}
