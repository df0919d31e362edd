import type { Observable, ObservableInput, Subscriber } from 'rxjs';

import { attach } from './attach.ts';
import { type Valve, valveOf } from './demand.ts';
import { Flow } from './flow.ts';
import { Lane, type LaneOwner } from './lane.ts';
import { paced } from './paced.ts';
import { pull } from './pull.ts';
import { Queue } from './queue.ts';

/** How {@link parallel} hands out results. */
export interface ParallelOptions {
  /** Results in the order of their sources instead of as they come. Default false. */
  readonly ordered?: boolean | undefined;
}

/**
 * Runs up to `n` inner sources at once, and takes from its own source only what it has room for: the bounded
 * `mergeMap`, and with `n = 1` the bounded `concatMap`. Iterables, async iterables and Flows are pulled; a
 * plain Observable pushes, and what it pushes too early waits. Inners may complete synchronously, a million
 * times over. The first error, of the source, an inner or `project`, ends all at once, ordered or not.
 *
 * A plain `subscribe` is push at wire speed; a bounded consumer stops the taking of new sources.
 *
 * @param n how many at once, at least 1
 * @param project value and index to an inner source
 * @throws RangeError when `n` is less than 1
 * @example
 * ```ts
 * parallel(4, (path: string) => share.stat(path))(['a', 'b', 'c']).subscribe(console.log);
 * share.walk('docs').pipe(parallel(4, entry => share.readFile(entry.path)));
 * ```
 */
export function parallel<T, R>(
  n: number,
  project: (value: T, index: number) => ObservableInput<R>,
  options: ParallelOptions = {},
): (source: ObservableInput<T>) => Flow<R> {
  if (!(n >= 1)) throw new RangeError(`parallel: ${n} at once is not possible`);
  return source =>
    new Flow(subscriber => new Parallel(n, project, options.ordered === true, subscriber).start(source));
}

class Parallel<T, R> implements LaneOwner<R> {
  readonly #n: number;
  readonly #project: (value: T, index: number) => ObservableInput<R>;
  readonly #subscriber: Subscriber<R>;
  readonly #valve: Valve;
  /** Values that came without being asked for. */
  readonly #early = new Queue<T>();
  /** In the order of their sources; only where results are ordered. */
  readonly #lanes: Queue<Lane<R>> | undefined;
  #want: () => void = () => undefined;
  #wanted = false;
  /** How the source ended. */
  #end: { readonly error?: unknown } | undefined;
  #active = 0;
  #index = 0;
  #busy = false;

  constructor(
    n: number,
    project: (value: T, index: number) => ObservableInput<R>,
    ordered: boolean,
    subscriber: Subscriber<R>,
  ) {
    this.#n = n;
    this.#project = project;
    this.#subscriber = subscriber;
    this.#valve = valveOf(subscriber);
    this.#lanes = ordered ? new Queue() : undefined;
  }

  start(input: ObservableInput<T>): () => void {
    this.#want = pull(this.#subscriber, input, {
      next: value => {
        this.#wanted = false;
        this.#early.push(value);
        this.#pump();
      },
      error: error => {
        this.#end = { error };
        this.#pump();
      },
      complete: () => {
        this.#end = {};
        this.#pump();
      },
    });
    const forget = this.#valve.onOpen(() => {
      this.#pump();
    });
    this.#pump();
    return forget;
  }

  /** Everything that may happen synchronously ends up here, and only here it loops. */
  #pump(): void {
    if (this.#busy) return;
    this.#busy = true;
    while (!this.#subscriber.closed && (this.#release() || this.#begin()));
    this.#busy = false;
    if (this.#end === undefined) return;
    if ('error' in this.#end) this.#subscriber.error(this.#end.error);
    else if (this.#early.length === 0 && this.#running === 0) this.#subscriber.complete();
  }

  /** Inner sources that are not finished, or not yet handed out. */
  get #running(): number {
    return this.#lanes?.length ?? this.#active;
  }

  /** Ordered only: hands out what the first lane holds. */
  #release(): boolean {
    const lane = this.#lanes?.first;
    if (lane === undefined || !this.#valve.isOpen) return false;
    const { held, gate } = lane;
    if (held.length > 0) {
      this.#subscriber.next(held.shift() as R);
      return true;
    }
    if (lane.done) {
      this.#lanes?.shift();
      return true;
    }
    gate.open();
    return held.length > 0 || lane.done;
  }

  /** Starts one more inner source, or asks for its value. */
  #begin(): boolean {
    if (this.#running >= this.#n || !this.#valve.isOpen) return false;
    if (this.#early.length > 0) {
      this.#run(this.#early.shift() as T);
      return true;
    }
    if (this.#end !== undefined || this.#wanted) return false;
    this.#wanted = true;
    this.#busy = false; // a source that pushes here, perhaps for ever, does the looping
    this.#want();
    this.#busy = true;
    return !this.#wanted;
  }

  #run(value: T): void {
    const lane = new Lane(this, this.#lanes === undefined ? this.#valve : undefined);
    this.#lanes?.push(lane);
    this.#active++;
    let source: Observable<R>;
    try {
      source = paced(this.#project(value, this.#index++));
    } catch (error) {
      this.#subscriber.error(error);
      return;
    }
    attach(this.#subscriber, source, lane);
  }

  /** A lane has a result. */
  emitted(lane: Lane<R>, result: R): void {
    const { gate, held } = lane;
    const lanes = this.#lanes;
    if (lanes === undefined || (lane === lanes.first && held.length === 0 && this.#valve.isOpen)) {
      this.#subscriber.next(result);
      if (!this.#valve.isOpen) gate.shut();
    } else {
      gate.shut();
      held.push(result);
      this.#pump();
    }
  }

  /** A lane is finished. */
  settled(): void {
    this.#active--;
    this.#pump();
  }

  failed(error: unknown): void {
    this.#subscriber.error(error);
  }
}
