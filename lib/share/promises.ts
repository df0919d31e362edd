import type { Carriers, ShareVerbs } from './share-verbs.ts';

/** Every verb with one answer; the compiler tells when one is missing. */
const NAMES = Object.keys({
  stat: true,
  exists: true,
  readdir: true,
  mkdir: true,
  rmdir: true,
  unlink: true,
  rm: true,
  rename: true,
  truncate: true,
  utimes: true,
  statfs: true,
  open: true,
  readFile: true,
  writeFile: true,
  appendFile: true,
} satisfies Record<keyof ShareVerbs<'one'>, true>) as (keyof ShareVerbs<'one'>)[];

type Verb = (...given: unknown[]) => Carriers<unknown>['one'];

/** The same verbs as plain promises, begun at once, for code that was written for `node:fs/promises`. */
export function promisesOf(share: ShareVerbs<'one'>): ShareVerbs<'promise'> {
  const verbs = share as unknown as Record<keyof ShareVerbs<'one'>, Verb>;
  const promised =
    (name: keyof ShareVerbs<'one'>) =>
    (...given: unknown[]) =>
      verbs[name](...given).then();
  return Object.freeze(
    Object.fromEntries(NAMES.map(name => [name, promised(name)])),
  ) as unknown as ShareVerbs<'promise'>;
}
