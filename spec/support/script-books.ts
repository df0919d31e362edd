import type { Received } from './script-types.ts';

/** Ids and credits as a server counts them. */
export class Books {
  /** Credits in the client's hands. */
  held = 1;
  #nextId = 0n;
  readonly #inUse = new Map<Received, number>();

  /** All that the client has, what it uses just now included. */
  get total(): number {
    let total = this.held;
    for (const charge of this.#inUse.values()) total += charge;
    return total;
  }

  /** A request came. Throws when the client had no right to send it. */
  take(request: Received): void {
    const { creditCharge, messageId } = request.header;
    const charge = Math.max(1, creditCharge);
    if (messageId !== this.#nextId) throw new Error(`MessageId ${messageId} where ${this.#nextId} is next`);
    if (charge > this.held) throw new Error(`a request of ${charge} credits with ${this.held} at hand`);
    this.#nextId += BigInt(charge);
    this.held -= charge;
    this.#inUse.set(request, charge);
  }

  answered(request: Received): void {
    this.#inUse.delete(request);
  }
}
