import type { ChainObserver, Reply, Request } from './request.ts';

/** Where a request stands: what cancelling means depends on it. */
export type EntryState = 'queued' | 'sent' | 'pending' | 'answered';

/** One request of a chain, from its submission to its reply. */
export interface Entry {
  readonly chain: Chain;
  readonly index: number;
  readonly request: Request;
  state: EntryState;
  messageId: bigint;
  /** Known once an interim reply came. */
  asyncId: bigint | undefined;
  /** Was signed, so that its reply must be. */
  signed: boolean;
  /** Was sealed, so that its reply must be. */
  sealed: boolean;
  /** Milliseconds (monotonic) of its last sign of life: sent, or its first interim. */
  since: number;
}

/** Requests that travel together. */
export class Chain {
  readonly entries: readonly Entry[];
  readonly cost: number;
  readonly replies: (Reply | undefined)[] = [];
  /** Nobody waits any longer; the replies are still awaited, since they bring credits and handles. */
  orphaned = false;
  readonly #observer: ChainObserver;
  #open: number;

  constructor(requests: readonly Request[], observer: ChainObserver) {
    this.#observer = observer;
    this.#open = requests.length;
    this.cost = requests.reduce((sum, request) => sum + Math.max(1, request.charge), 0);
    this.entries = requests.map((request, index) => ({
      chain: this,
      index,
      request,
      state: 'queued',
      messageId: 0n,
      asyncId: undefined,
      signed: false,
      sealed: false,
      since: 0,
    }));
  }

  get state(): EntryState {
    return this.entries[0]?.state ?? 'answered';
  }

  /** The reply of one element arrived. */
  settle(entry: Entry, reply: Reply): void {
    entry.state = 'answered';
    this.#open--;
    this.replies[entry.index] = reply;
    if (this.#open > 0) return;
    if (this.orphaned) this.#observer.late?.(this.replies);
    else this.#observer.complete(this.replies as readonly Reply[]); // none is missing any more
  }

  /** It was cancelled before it was sent: nothing will ever be late. */
  drop(): void {
    this.#open = 0;
    this.#observer.late?.([]);
  }

  /** Tells the observer, unless nobody waits, that the chain will not be answered. */
  fail(error: Error): void {
    if (this.orphaned || this.#open === 0) return;
    this.orphaned = true;
    this.#observer.error(error);
  }
}

/** The requests that were sent and not yet finally answered, by MessageId. */
export class Ledger {
  readonly #entries = new Map<bigint, Entry>();
  /** Outstanding requests whose reply may bring a large payload. */
  large = 0;

  get size(): number {
    return this.#entries.size;
  }

  add(entry: Entry): void {
    this.#entries.set(entry.messageId, entry);
    if (entry.request.place !== undefined) this.large++;
  }

  find(messageId: bigint): Entry | undefined {
    return this.#entries.get(messageId);
  }

  remove(entry: Entry): void {
    if (this.#entries.delete(entry.messageId) && entry.request.place !== undefined) this.large--;
  }

  values(): IterableIterator<Entry> {
    return this.#entries.values();
  }

  /** Empties the ledger; returns the chains that were waiting, in the order they were sent. */
  drain(): Set<Chain> {
    const chains = new Set(Array.from(this.#entries.values(), entry => entry.chain));
    this.#entries.clear();
    this.large = 0;
    return chains;
  }
}
