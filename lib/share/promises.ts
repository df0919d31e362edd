import type { One } from '../operators/one.ts';
import type { ShareVerbs } from './contract/share-verbs.ts';
import { ONE_ANSWER } from './verb-table.ts';

type Verb = (...given: unknown[]) => One<unknown>;

/** The same verbs as plain promises, begun at once, for code that was written for `node:fs/promises`. */
export function promisesOf(share: ShareVerbs<'one'>): ShareVerbs<'promise'> {
  const verbs = share as unknown as Record<string, Verb>;
  const promised =
    (name: string) =>
    (...given: unknown[]) =>
      verbs[name]?.(...given).then();
  return Object.freeze(
    Object.fromEntries(Object.keys(ONE_ANSWER).map(name => [name, promised(name)])),
  ) as unknown as ShareVerbs<'promise'>;
}
