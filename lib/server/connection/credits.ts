// [MS-SMB2] 3.3.1.1 Algorithm for Handling Available Message Sequence Numbers, 3.3.1.2 the Granting of Credits
import { ProtocolError } from '../../errors.ts';

/** Which message ids a client may use, and how many more it gets. */
export class Credits {
  /** Most that the client may hold at once. */
  most: number;
  /** Ids below were used, but for those in `#skipped`. */
  #next = 0n;
  /** Ids from here on were not granted yet. */
  #end = 1n;
  readonly #skipped = new Set<bigint>();
  /** Credits of requests that are worked on. */
  #busy = 0;

  constructor(most: number) {
    this.most = most;
  }

  /** Ids that the client could use now. */
  get held(): number {
    return Number(this.#end - this.#next) + this.#skipped.size;
  }

  /**
   * Takes the ids of a request.
   * @throws {ProtocolError} when one was used before or never granted: that ends the connection (3.3.5.2.3)
   */
  take(messageId: bigint, charge: number): void {
    const ids = BigInt(Math.max(1, charge));
    if (messageId + ids > this.#end) throw new ProtocolError(`MessageId ${messageId} was not granted`);
    for (let id = messageId; id < messageId + ids; id++) this.#use(id);
    this.#busy += Number(ids);
  }

  #use(id: bigint): void {
    if (id < this.#next) {
      if (!this.#skipped.delete(id)) throw new ProtocolError(`MessageId ${id} was used before`);
      return;
    }
    // no client can make this long: ids reach at most `most` beyond the first unused one
    for (let skipped = this.#next; skipped < id; skipped++) this.#skipped.add(skipped);
    this.#next = id + 1n;
  }

  /**
   * Grants credits for a reply: what was asked for, at least one, as far as the client may hold them. What it has under
   * way counts as held: it will come back, and a client must not take both for its own.
   *
   * @param asked CreditRequest
   * @param charge CreditCharge of the request, which is worked on no longer
   */
  grant(asked: number, charge: number): number {
    this.#busy = Math.max(0, this.#busy - Math.max(1, charge));
    const first = this.#skipped.values().next();
    const lowest = first.done === true ? this.#next : first.value;
    const room = Math.max(0, this.most - Number(this.#end - lowest) - this.#busy);
    // a client without any credit could never speak again
    const least = this.held === 0 && this.#busy === 0 ? 1 : 0;
    return this.give(Math.max(least, Math.min(Math.max(1, asked), room)));
  }

  /** Grants so many, whatever the rules say. */
  give(credits: number): number {
    this.#end += BigInt(credits);
    return credits;
  }
}
