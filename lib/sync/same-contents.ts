import { Observable, type ObservableInput } from 'rxjs';

import { iterate } from '../operators/flow.ts';
import { paced } from '../operators/paced.ts';
import type { Slabs } from '../streams/slabs.ts';

/**
 * Whether two sources have the same bytes; reads both no further than to the first difference. Emits once.
 *
 * @param slabs what is compared is given back to
 */
export function sameContents(
  a: ObservableInput<Uint8Array>,
  b: ObservableInput<Uint8Array>,
  slabs?: Slabs,
): Observable<boolean> {
  return new Observable(subscriber => {
    const [left, right] = [new Pieces(a, slabs), new Pieces(b, slabs)];
    const stop = () => {
      left.stop();
      right.stop();
    };
    compare(left, right)
      .finally(stop)
      .then(
        same => {
          subscriber.next(same);
          subscriber.complete();
        },
        (error: unknown) => subscriber.error(error),
      );
    return stop;
  });
}

async function compare(left: Pieces, right: Pieces): Promise<boolean> {
  for (;;) {
    const [ours, theirs] = await Promise.all([left.have(), right.have()]);
    const length = Math.min(ours.length, theirs.length);
    if (length === 0) return ours.length === theirs.length;
    if (Buffer.compare(left.take(length), right.take(length)) !== 0) return false;
  }
}

/** Bytes that are taken in pieces of any length. */
class Pieces {
  readonly #source: AsyncIterator<Uint8Array, undefined>;
  readonly #slabs: Slabs | undefined;
  #piece: Uint8Array = new Uint8Array();
  #held = this.#piece;

  constructor(input: ObservableInput<Uint8Array>, slabs: Slabs | undefined) {
    this.#source = iterate(paced(input));
    this.#slabs = slabs;
  }

  /** What is at hand, after asking for more if that is nothing; empty at the end. */
  async have(): Promise<Uint8Array> {
    while (this.#held.length === 0) {
      this.#slabs?.give(this.#piece);
      const result = await this.#source.next();
      if (result.done === true) break;
      this.#held = this.#piece = result.value;
    }
    return this.#held;
  }

  take(length: number): Uint8Array {
    const piece = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return piece;
  }

  stop(): void {
    void this.#source.return?.();
  }
}
