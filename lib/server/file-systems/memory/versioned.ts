/**
 * Counts the snapshots that were taken: what changed before the first has age 0. The present is one more than the
 * last snapshot, so that no snapshot can see it.
 */
export type Age = number;

interface Version<State> {
  readonly since: Age;
  readonly state: State;
}

/**
 * Something that is kept as it was for every snapshot that may still look at it. A snapshot itself costs nothing: the
 * first change after it forks the state, and later ones change the fork in place.
 */
export class Versioned<State> {
  readonly #versions: Version<State>[];
  readonly #fork: (state: State) => State;

  constructor(since: Age, state: State, fork: (state: State) => State) {
    this.#versions = [{ since, state }];
    this.#fork = fork;
  }

  /** For reading. Never asked for a time before it was made: no folder of that time holds it. */
  at(age: Age): State {
    const versions = this.#versions;
    let index = versions.length - 1;
    while (index > 0 && this.#since(index) > age) index--;
    return this.#state(index);
  }

  /** For changing, at the present age. */
  change(now: Age): State {
    const last = this.#versions.length - 1;
    if (this.#since(last) === now) return this.#state(last);
    const state = this.#fork(this.#state(last));
    this.#versions.push({ since: now, state });
    return state;
  }

  /** The present state, if no snapshot can see it. */
  own(now: Age): State | undefined {
    const last = this.#versions.length - 1;
    return this.#since(last) === now ? this.#state(last) : undefined;
  }

  #since(index: number): Age {
    return this.#version(index).since;
  }

  #state(index: number): State {
    return this.#version(index).state;
  }

  #version(index: number): Version<State> {
    const version = this.#versions[index];
    if (version === undefined) throw new RangeError(`there is no version ${index}`);
    return version;
  }
}
