import { foldCase } from '../wire/names.ts';
import type { Entry } from './side.ts';

/** What becomes of a file whose name differs from another one's only in case, where that is the same name. */
export type CaseConflict = 'error' | 'skip' | 'rename';

/** The names of a folder and of its source, where the destination takes upper and lower case for the same. */
export class Cases {
  readonly #wanted = new Map<string, Entry[]>();
  readonly #there = new Map<string, Entry>();
  readonly #exact: ReadonlyMap<string, Entry>;

  /**
   * @param entries what is to be there
   * @param there what is there, by name
   */
  constructor(entries: readonly Entry[], there: ReadonlyMap<string, Entry>) {
    this.#exact = there;
    for (const entry of entries) {
      const key = foldCase(entry.name);
      const same = this.#wanted.get(key);
      if (same === undefined) this.#wanted.set(key, [entry]);
      else same.push(entry);
    }
    for (const old of there.values()) this.#there.set(foldCase(old.name), old);
  }

  /** What is there under a name, in whatever case. */
  old({ name }: Entry): Entry | undefined {
    return this.#exact.get(name) ?? this.#there.get(foldCase(name));
  }

  /**
   * Whose name this entry's would be: of several the one that is there already keeps it, else the first by its
   * letters, so that every run decides alike. `undefined` where it is its own.
   */
  rival(entry: Entry): Entry | undefined {
    const same = this.#wanted.get(foldCase(entry.name)) ?? [];
    if (this.#exact.has(entry.name) || !same.includes(entry)) return undefined;
    const first = same.reduce((least, each) => (each.name < least.name ? each : least), entry);
    const keeper = same.find(({ name }) => this.#exact.has(name)) ?? first;
    return keeper === entry ? undefined : keeper;
  }

  /** Another name for it, which every run finds again: `a (2).txt`. */
  renamed(entry: Entry): string {
    const [, stem = '', extension = ''] = /^(.+?)(\.[^.]*)?$/s.exec(entry.name) ?? [];
    for (let number = 2; ; number++) {
      const name = `${stem} (${number})${extension}`;
      const key = foldCase(name);
      if (this.#wanted.has(key)) continue;
      this.#wanted.set(key, [entry]);
      return name;
    }
  }
}

/** Whether names of both sides differ only in case: then it matters what the destination makes of that. */
export function differInCase(entries: readonly Entry[], olds: readonly Entry[] = []): boolean {
  const names = new Set([...entries, ...olds].map(({ name }) => name));
  return new Set(Array.from(names, foldCase)).size < names.size;
}
