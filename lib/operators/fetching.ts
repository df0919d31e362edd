import type { Observer } from 'rxjs';

import { SmbError } from '../errors.ts';

/** A stretch of bytes. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** Who hears of a fetch. */
export interface FetchOwner<D> {
  arrived(offset: number, data: D): void;
  failed(error: unknown): void;
  /** `whole` unless it ended short. */
  settled(whole: boolean): void;
}

/** One range in flight. A class, since there may be a million of them. */
export class Fetching<D extends { readonly length: number }> implements Observer<D> {
  readonly #owner: FetchOwner<D>;
  readonly #range: Range;
  #got = 0;

  constructor(owner: FetchOwner<D>, range: Range) {
    this.#owner = owner;
    this.#range = range;
  }

  next(data: D): void {
    const at = this.#range.offset + this.#got;
    this.#got += data.length;
    if (this.#got > this.#range.length) this.#owner.failed(tooMuch(this.#range));
    else this.#owner.arrived(at, data);
  }

  error(error: unknown): void {
    this.#owner.failed(error);
  }

  complete(): void {
    this.#owner.settled(this.#got >= this.#range.length);
  }
}

function tooMuch({ offset, length }: Range): SmbError {
  return new SmbError({
    code: 'ERR_SMB_PROTOCOL',
    message: `more than the ${length} bytes came that were asked for at ${offset}`,
    outcome: 'unknown',
  });
}
