/** Lower case only: some file systems take `A` and `a` for the same. */
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const RANDOM_CHARS = 8;
const PREFIX = '.rxsmb-';

const TEMP_NAME = new RegExp(`^\\.rxsmb-[${ALPHABET}]{${RANDOM_CHARS}}$`);

/** Drawn for many names together, since each draw costs more than making a small file. */
const random = new Uint8Array(128 * RANDOM_CHARS);
let used = random.length;

/** A fresh name for a file that is not yet complete: short, since a name of 255 characters has no room for more. */
export function tempName(): string {
  if (used === random.length) {
    crypto.getRandomValues(random);
    used = 0;
  }
  let name = PREFIX;
  for (const end = used + RANDOM_CHARS; used < end; used++) {
    name += ALPHABET.charAt((random[used] ?? 0) % ALPHABET.length);
  }
  return name;
}

/** Whether {@link tempName} made this name: no listing shows such a file, and a later run removes it. */
export function isTempName(name: string): boolean {
  return TEMP_NAME.test(name);
}
