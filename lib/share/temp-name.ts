/** Lower case only: some file systems take `A` and `a` for the same. */
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const RANDOM_CHARS = 8;
const PREFIX = '.rxsmb-';

const TEMP_NAME = new RegExp(`^\\.rxsmb-[${ALPHABET}]{${RANDOM_CHARS}}$`);

/** A fresh name for a file that is not yet complete: short, since a name of 255 characters has no room for more. */
export function tempName(): string {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_CHARS));
  return PREFIX + Array.from(random, byte => ALPHABET[byte % ALPHABET.length]).join('');
}

/** Whether {@link tempName} made this name: no listing shows such a file, and a later run removes it. */
export function isTempName(name: string): boolean {
  return TEMP_NAME.test(name);
}
