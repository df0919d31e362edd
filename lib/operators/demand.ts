import type { Observer } from 'rxjs';

/**
 * Demand travels up the subscriber chain. A bounded consumer (an async iterator, a Node stream, `parallel`)
 * subscribes with an observer that carries a valve; a producer looks for it along the subscribers behind
 * it and emits only while it is open. Where it finds none, it pushes at wire speed.
 */

/** Where a consumer keeps its valve. Registered, so that two copies of this package understand each other. */
export const DEMAND: unique symbol = Symbol.for('rxsmb.demand');

/** What a producer sees of a consumer's wish for more. */
export interface Valve {
  readonly isOpen: boolean;
  /** Calls back whenever it opens; returns how to stop that. */
  onOpen(listener: () => void): () => void;
}

/** An observer that wants no more than it asks for. */
export interface Demanding {
  readonly [DEMAND]: Valve;
}

/** A valve with its handle. */
export class Gate implements Valve {
  #open: boolean;
  readonly #listeners = new Set<() => void>();

  constructor(open = false) {
    this.#open = open;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  onOpen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Lets values through. Producers may emit before this returns. Where several wait (`merge`), the one that was
   * served last is asked last.
   */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    for (const listener of [...this.#listeners]) {
      if (!this.#listeners.has(listener)) continue;
      listener();
      if (this.isOpen) continue;
      if (this.#listeners.delete(listener)) this.#listeners.add(listener);
      return;
    }
  }

  shut(): void {
    this.#open = false;
  }
}

/** An observer that carries its valve, to subscribe with. */
export function demanding<T>(valve: Valve, observer: Partial<Observer<T>>): Partial<Observer<T>> & Demanding {
  return { ...observer, [DEMAND]: valve };
}

/** For consumers that ask for nothing: everything may come. */
const FREE: Valve = { isOpen: true, onOpen: () => () => undefined };

interface ChainLink {
  readonly [DEMAND]?: Valve;
  /** rxjs 7: the subscriber or observer behind this one. */
  readonly destination?: ChainLink;
  /** rxjs 7: what a user handed to `subscribe`. */
  readonly partialObserver?: ChainLink;
}

/**
 * The valve of the nearest bounded consumer behind a subscriber. Operators of rxjs that pass values on as
 * they come keep the chain. Those that queue, drop or gather break it for their source (`concatMap`,
 * `mergeMap`, `switchMap`, `observeOn`, `share`, `buffer`), though not for the inner sources of the `...Map`s.
 */
export function valveOf(subscriber: object): Valve {
  for (let at: ChainLink | undefined = subscriber; at !== undefined;) {
    const valve = at[DEMAND];
    if (valve !== undefined) return valve;
    at = at.destination ?? at.partialObserver;
  }
  return FREE;
}
