/** How long the system may take to tell of a change, in ms. */
const REMEMBERED = 1000;
/** Marks that are looked through at once for those that are over. */
const MANY = 1024;

/** Remembers what the server itself has just changed, so that it is not told as somebody else's work. */
export class OwnChanges {
  readonly #until = new Map<string, number>();
  #watchers = 0;

  /** Someone wants to know. @returns no longer */
  watched(): () => void {
    this.#watchers++;
    return () => {
      this.#watchers--;
      if (this.#watchers === 0) this.#until.clear();
    };
  }

  mark(...paths: readonly string[]): void {
    if (this.#watchers === 0) return;
    const now = performance.now();
    if (this.#until.size >= MANY) {
      for (const [path, until] of this.#until) if (until < now) this.#until.delete(path);
    }
    for (const path of paths) this.#until.set(path, now + REMEMBERED);
  }

  has(path: string): boolean {
    const until = this.#until.get(path);
    return until !== undefined && until >= performance.now();
  }
}
