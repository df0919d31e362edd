/** Milliseconds of a turn of the event loop that may go into the disk. */
const SLICE = 4;
/** Milliseconds that a call may take on average, and the disk is quick. */
const QUICK = 1;
/** A single call counts for no more: on a busy machine it may be the processor that was away, not the disk. */
const MOST = 4;
/** Calls that the average goes back. */
const MEMORY = 32;
/** Milliseconds until a slow disk gets another chance. */
const PATIENCE = 1_000;

/**
 * Work on the local disk without a way through the threads of libuv, where a disk answers out of its cache in a tenth
 * of the time that such a way takes. Each turn of the event loop gives it a few milliseconds; and a disk that lets
 * the loop wait (of a network, or asleep) is left to the threads.
 */
export class Slices {
  #mean = 0;
  #used = 0;
  #slowSince = 0;
  #turn: Promise<void> | undefined;

  /** Whether the disk is one that can be waited for. */
  get isQuick(): boolean {
    if (this.#mean <= QUICK) return true;
    if (performance.now() - this.#slowSince < PATIENCE) return false;
    this.#mean = QUICK;
    return true;
  }

  /** Whether this turn's time is used up. */
  get isOver(): boolean {
    return this.#used >= SLICE;
  }

  /** Resolves in a turn that has time left. */
  async room(): Promise<void> {
    while (this.isOver) await this.#next();
  }

  /** Does something in a turn that has time left. Of many that wait, each looks again. */
  async later<T>(work: () => T): Promise<T> {
    while (this.isOver) await this.#next();
    return work();
  }

  /** Does something now. */
  run<T>(work: () => T): T {
    const since = performance.now();
    try {
      return work();
    } finally {
      this.#note(since, performance.now());
    }
  }

  #note(since: number, now: number): void {
    void this.#next();
    this.#used += now - since;
    this.#mean += (Math.min(MOST, now - since) - this.#mean) / MEMORY;
    if (this.#mean > QUICK) this.#slowSince = now;
  }

  #next(): Promise<void> {
    return (this.#turn ??= new Promise(resolve => {
      setImmediate(() => {
        this.#turn = undefined;
        this.#used = 0;
        resolve();
      });
    }));
  }
}
