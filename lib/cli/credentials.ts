import { readFile } from 'node:fs/promises';

import { UsageError } from './usage-error.ts';

/** What a credentials file tells. */
export interface Credentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly domain?: string | undefined;
}

/** The keys of mount.cifs, which also takes their short forms. */
const KEYS = new Map<string, keyof Credentials>([
  ['username', 'username'],
  ['user', 'username'],
  ['password', 'password'],
  ['pass', 'password'],
  ['domain', 'domain'],
  ['dom', 'domain'],
  ['workgroup', 'domain'],
]);

/**
 * Reads the format of mount.cifs, one `key=value` a line. A value is everything behind the `=`, spaces included;
 * where blanks stand before the `=`, as smbclient has it, those behind it are not part of the value either.
 *
 * @throws {UsageError} which names the line by its number, since what stands in it may be a password
 */
export function parseCredentials(text: string): Credentials {
  const found: { -readonly [K in keyof Credentials]: string } = {};
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const trimmed = line.trimStart();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, word = '', blanks = '', value = ''] = /^(\w+)([ \t]*)=(.*)$/.exec(trimmed) ?? [];
    const key = KEYS.get(word.toLowerCase());
    if (key === undefined) {
      throw new UsageError(
        `line ${index + 1} of the credentials file is none of username=, password=, domain=`,
      );
    }
    found[key] = blanks === '' ? value : value.trim();
  }
  return found;
}

/** The credentials in a file. @throws {UsageError} */
export async function readCredentials(file: string): Promise<Credentials> {
  return parseCredentials(await readText(file, '--credentials'));
}

/** The first line of a file. @throws {UsageError} */
export async function readPasswordFile(file: string): Promise<string> {
  const text = await readText(file, '--password-file');
  return text.replace(/^\ufeff/, '').split(/\r?\n/, 1)[0] ?? '';
}

async function readText(file: string, flag: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new UsageError(`the file of ${flag} cannot be read: ${file} (${code})`, { cause: error });
  }
}
