import type { ShareFlows } from './contract/share-flows.ts';
import type { ShareVerbs } from './contract/share-verbs.ts';
import { MANY_ANSWERS, ONE_ANSWER } from './verb-table.ts';
import type { Volume } from './volume.ts';

type VerbOnVolume = (volume: Volume, ...given: unknown[]) => unknown;

/** What verbs are methods of: it holds the volume they work on. */
class Host {
  readonly #volume: Volume;

  constructor(volume: Volume) {
    this.#volume = volume;
  }

  static volumeOf(host: object): Volume | undefined {
    return #volume in host ? host.#volume : undefined;
  }

  static method(verb: VerbOnVolume) {
    return function (this: Host, ...given: unknown[]): unknown {
      return verb(this.#volume, ...given);
    };
  }
}

/**
 * The base of a share: every verb of the table as a method, as the contract declares it. So a verb is its file, its
 * declaration and one line of the table.
 */
export const VerbHost = hostOf({ ...ONE_ANSWER, ...MANY_ANSWERS }) as unknown as new (
  volume: Volume,
) => ShareVerbs<'one'> & ShareFlows;

function hostOf(table: object): typeof Host {
  for (const [name, verb] of Object.entries(table) as [string, VerbOnVolume][]) {
    const value = Host.method(verb);
    Object.defineProperty(value, 'name', { value: name });
    Object.defineProperty(Host.prototype, name, { value, writable: true, configurable: true });
  }
  return Host;
}

/** What a share's verbs work on; `undefined` for what is no share of this copy of the package. */
export function volumeIn(share: object): Volume | undefined {
  return Host.volumeOf(share);
}
