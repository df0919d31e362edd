import type { Observer } from 'rxjs';

import { DEMAND, type Demanding, Gate, type Valve } from './demand.ts';
import { Queue } from './queue.ts';

/** Who hears of a lane. */
export interface LaneOwner<R> {
  emitted(lane: Lane<R>, result: R): void;
  failed(error: unknown): void;
  settled(): void;
}

/** One inner source, and what it emitted before its turn. A class, since there may be a million of them. */
export class Lane<R> implements Observer<R>, Demanding {
  readonly [DEMAND]: Valve;
  readonly #owner: LaneOwner<R>;
  readonly gate = new Gate(true);
  readonly held = new Queue<R>();
  done = false;

  /** @param valve of the consumer; without it the lane waits for its turn */
  constructor(owner: LaneOwner<R>, valve?: Valve) {
    this.#owner = owner;
    this[DEMAND] = valve ?? this.gate;
  }

  next(result: R): void {
    this.#owner.emitted(this, result);
  }

  error(error: unknown): void {
    this.#owner.failed(error);
  }

  complete(): void {
    this.done = true;
    this.#owner.settled();
  }
}
