import type { ObservableInput, Subscription } from 'rxjs';

import { attach } from './attach.ts';
import { demanding, Gate } from './demand.ts';
import { paced } from './paced.ts';

/** Who takes the values. */
export interface Taker<T> {
  next(value: T): void;
  error(error: unknown): void;
  complete(): void;
}

/**
 * Takes values one by one, for as long as the owner lives. A plain Observable cannot be asked; its values come
 * when they come.
 *
 * @returns asks for one more value, which may come before this returns, or later; the first call subscribes
 */
export function pull<T>(owner: Subscription, input: ObservableInput<T>, taker: Taker<T>): () => void {
  const gate = new Gate();
  const source = paced(input);
  const observer = demanding<T>(gate, {
    next: value => {
      gate.shut();
      taker.next(value);
    },
    error: error => {
      taker.error(error);
    },
    complete: () => {
      taker.complete();
    },
  });
  let begun = false;
  return () => {
    gate.open();
    if (begun) return;
    begun = true;
    attach(owner, source, observer);
  };
}
