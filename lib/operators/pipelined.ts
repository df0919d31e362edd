import type { Observable, ObservableInput, Subscriber } from 'rxjs';

import { attach } from './attach.ts';
import { type Valve, valveOf } from './demand.ts';
import { Fetching, type FetchOwner, type Range } from './fetching.ts';
import { Flow } from './flow.ts';
import { Sequence } from './in-order.ts';
import { paced } from './paced.ts';
import { pull } from './pull.ts';

export type { Range } from './fetching.ts';

/** How far ahead of its consumer a pipeline may run. */
export interface PipelineOptions {
  /** Bytes that are asked for and not yet delivered, together. Default 8 MiB; one range always fits. */
  readonly window?: number | undefined;
}

/** Default of {@link PipelineOptions.window}: what keeps a fast server busy and memory small. */
export const WINDOW = 8 * 1024 * 1024;

/**
 * Fetches ranges, several at a time, and emits their bytes in order. One budget bounds what is asked for and
 * what is not yet delivered; the next range is asked for when the consumer has taken enough, so a slow
 * consumer stops the requests and not the connection. A range that ends short is the end of the whole: bytes
 * behind it would leave a hole, which is an error.
 *
 * A plain `subscribe` is push at wire speed.
 *
 * @param ranges ascending, adjoining and not empty, taken one by one as there is room; may be endless
 * @param fetch gives the bytes of one range in order, in one or more pieces
 * @throws {@link SmbError} `ERR_SMB_TRUNCATED` when bytes are missing in the middle, `ERR_SMB_PROTOCOL` when
 *   more came than was asked for; RangeError when a range or the window cannot be
 * @example
 * ```ts
 * const ranges = [{ offset: 0, length: 65536 }, { offset: 65536, length: 65536 }];
 * pipelined(ranges, range => read(handle, range).pipe(map(({ data }) => data)), { window: 131072 });
 * ```
 */
export function pipelined<D extends { readonly length: number }>(
  ranges: Iterable<Range>,
  fetch: (range: Range) => ObservableInput<D>,
  options: PipelineOptions = {},
): Flow<D> {
  const { window = WINDOW } = options;
  if (!(window > 0)) throw new RangeError(`pipelined: a window of ${window} bytes lets nothing through`);
  return new Flow(subscriber => new Pipeline(fetch, window, subscriber).start(ranges));
}

class Pipeline<D extends { readonly length: number }> implements FetchOwner<D> {
  readonly #fetch: (range: Range) => ObservableInput<D>;
  readonly #window: number;
  readonly #subscriber: Subscriber<D>;
  readonly #valve: Valve;
  #want: () => void = () => undefined;
  #sequence: Sequence<D> | undefined;
  /** The range that waits for room. */
  #ahead: Range | undefined;
  /** Where the next range has to begin. */
  #reach = 0;
  /** Bytes asked for or held. */
  #used = 0;
  #active = 0;
  /** A range ended short, the ranges ran out, or something failed. */
  #end: { readonly error?: unknown } | undefined;
  #busy = false;

  constructor(fetch: (range: Range) => ObservableInput<D>, window: number, subscriber: Subscriber<D>) {
    this.#fetch = fetch;
    this.#window = window;
    this.#subscriber = subscriber;
    this.#valve = valveOf(subscriber);
  }

  start(ranges: Iterable<Range>): () => void {
    this.#want = pull(this.#subscriber, ranges, {
      next: range => {
        this.#meet(range);
      },
      error: error => {
        this.failed(error);
      },
      complete: () => {
        this.#end ??= {};
      },
    });
    const forget = this.#valve.onOpen(() => {
      this.#pump();
    });
    if (this.#valve.isOpen) this.#pump();
    return forget;
  }

  /** Delivers and refills until neither is possible; what completes synchronously meanwhile only marks the state. */
  #pump(): void {
    if (this.#busy) return;
    this.#busy = true;
    while (!this.#subscriber.closed && (this.#deliver() || this.#refill()));
    this.#busy = false;
    if (this.#end !== undefined) this.#finish(this.#end);
  }

  #deliver(): boolean {
    const data = this.#valve.isOpen ? this.#sequence?.take() : undefined;
    if (data === undefined) return false;
    this.#used -= data.length;
    this.#subscriber.next(data);
    return true;
  }

  #refill(): boolean {
    if (this.#end !== undefined) return false;
    if (this.#ahead === undefined) this.#want();
    const range = this.#ahead;
    if (range === undefined || (this.#used > 0 && this.#used + range.length > this.#window)) return false;
    this.#ahead = undefined;
    this.#run(range);
    return true;
  }

  #meet(range: Range): void {
    const { offset, length } = range;
    if (this.#sequence === undefined) {
      this.#sequence = new Sequence(offset);
      this.#reach = offset;
    }
    if (offset === this.#reach && length > 0) {
      this.#ahead = range;
      this.#reach += length;
    } else {
      const message = `pipelined: ${length} bytes at ${offset} do not adjoin what ends at ${this.#reach}`;
      this.failed(new RangeError(message));
    }
  }

  #run(range: Range): void {
    this.#used += range.length;
    this.#active++;
    let source: Observable<D>;
    try {
      source = paced(this.#fetch(range));
    } catch (error) {
      this.failed(error);
      return;
    }
    attach(this.#subscriber, source, new Fetching(this, range));
  }

  arrived(offset: number, data: D): void {
    this.#sequence?.put(offset, data);
    this.#pump();
  }

  failed(error: unknown): void {
    this.#end = { error, ...this.#end }; // the first one
    this.#pump();
  }

  settled(whole: boolean): void {
    this.#active--;
    if (!whole) this.#end ??= {};
    this.#pump();
  }

  #finish(end: { readonly error?: unknown }): void {
    if ('error' in end) {
      this.#subscriber.error(end.error);
    } else if (this.#active === 0 && this.#sequence?.ready !== true) {
      const hole = this.#sequence?.hole;
      if (hole === undefined) this.#subscriber.complete();
      else this.#subscriber.error(hole);
    }
  }
}
