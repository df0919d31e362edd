/** A task that others wait for. */
type Gate = Promise<unknown>;

/**
 * Who may change the names of a share now.
 *
 * Between looking a name up and creating it others get their turn. Work on one name therefore waits for the work
 * on that name before it, and what moves or removes names waits for everybody and keeps everybody waiting.
 */
export class Turns {
  readonly #byName = new Map<string, Gate>();
  readonly #running = new Set<Gate>();
  #exclusive: Gate = Promise.resolve();

  /** Work on one name. */
  async on<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = [this.#exclusive, this.#byName.get(name)];
    const turn = settled(before).then(work);
    const gate = turn.catch(() => undefined);
    this.#byName.set(name, gate);
    this.#running.add(gate);
    try {
      return await turn;
    } finally {
      this.#running.delete(gate);
      if (this.#byName.get(name) === gate) this.#byName.delete(name);
    }
  }

  /** Work on names at large. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.#exclusive, ...this.#running];
    const turn = settled(before).then(work);
    this.#exclusive = turn.catch(() => undefined);
    return turn;
  }
}

async function settled(gates: readonly (Gate | undefined)[]): Promise<void> {
  for (const gate of gates) await gate;
}
