// [MS-SMB2] 3.2.4.1.2 and 3.2.5.1.4: credits and message ids.

/** How many credits to grow to: enough for several megabytes in flight beside the metadata. */
const TARGET = 512;

/** Servers that grant ever more (macOS) are not believed beyond this. */
const CEILING = 8192;

/** Credits and the message ids they stand for: reserved on send, banked from every frame that arrives. */
export class Window {
  #available = 1;
  #outstanding = 0;
  #capacity = 1;
  #nextId = 0n;

  /** Credits at hand. */
  get available(): number {
    return this.#available;
  }

  /**
   * The most the server has ever granted at once. Nothing dearer is ever sent, or a server that grants
   * eight would never be able to serve it.
   */
  get capacity(): number {
    return this.#capacity;
  }

  /** Takes `cost` credits; returns the first of that many consecutive message ids. */
  reserve(cost: number): bigint {
    if (cost > this.#available) throw new RangeError(`${cost} credits wanted, ${this.#available} at hand`);
    const first = this.#nextId;
    this.#nextId += BigInt(cost);
    this.#available -= cost;
    this.#outstanding += cost;
    return first;
  }

  /** What to ask for in a request that costs `cost`: its own credits back, and growth up to the target. */
  wish(cost: number): number {
    return Math.min(0xffff, cost + Math.max(0, TARGET - this.#available - this.#outstanding));
  }

  /** A request's first frame came, interim ones included: its cost is no longer outstanding. */
  release(cost: number): void {
    this.#outstanding -= cost;
  }

  /** Banks what a frame grants. */
  grant(credits: number): void {
    this.#available = Math.min(CEILING, this.#available + credits);
    this.#capacity = Math.max(this.#capacity, this.#available + this.#outstanding);
  }
}
