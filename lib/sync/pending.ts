/** Work that goes on after its subscriber has gone: the closing and removing of what was left half done. */
export class Pending {
  readonly #all = new Set<Promise<unknown>>();

  /** Remembers it until it settles. */
  add<T>(work: Promise<T>): Promise<T> {
    const settled = () => void this.#all.delete(work);
    this.#all.add(work);
    work.then(settled, settled);
    return work;
  }

  /** Resolves when nothing is left, not even what came while it waited. */
  async settled(): Promise<void> {
    while (this.#all.size > 0) await Promise.allSettled(this.#all);
  }
}
