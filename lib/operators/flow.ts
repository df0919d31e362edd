import { map, Observable, type Subscriber, Subscription } from 'rxjs';

import { attach } from './attach.ts';
import { demanding, Gate, valveOf } from './demand.ts';
import { Queue } from './queue.ts';

/**
 * A verb with many answers: `for await` them, or `.pipe()` it.
 *
 * A plain `subscribe` is push at wire speed; `for await`, `parallel` and the stream adapters pull, and then
 * the producer is never more than its window ahead. Cold: each subscription is work of its own, and
 * unsubscribing (leaving the loop) cancels it.
 *
 * @example
 * ```ts
 * for await (const entry of share.walk('photos')) console.log(entry.path);
 * share.walk('photos').pipe(filter(entry => entry.isFile())).subscribe(entry => console.log(entry.path));
 * for await (const path of Flow.of(share.walk('photos').pipe(map(({ path }) => path)))) console.log(path);
 * ```
 */
export class Flow<T> extends Observable<T> implements AsyncIterable<T> {
  /** Another Observable as a Flow; demand passes through. */
  static of<T>(source: Observable<T>): Flow<T> {
    return new Flow(subscriber => source.subscribe(subscriber));
  }

  /**
   * Values that come many at once, as a Flow of each.
   *
   * @internal
   */
  static spread<T>(batches: Flow<readonly T[]>): Flow<T> {
    const flow = new Flow<T>(subscriber => spread(batches, subscriber));
    flow.#batches = batches;
    return flow;
  }

  #batches: Flow<readonly T[]> | undefined;

  /**
   * The same values, as many at once as they come: a loop over ten thousand takes hundreds of turns.
   *
   * @internal
   */
  get batches(): Flow<readonly T[]> {
    return this.#batches ?? Flow.of(this.pipe(map(value => [value])));
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> & AsyncIterable<T> {
    return iterate(this);
  }
}

/** Hands out each value of each batch, and asks for the next batch only when that is done. */
function spread<T>(batches: Observable<readonly T[]>, subscriber: Subscriber<T>): () => void {
  const valve = valveOf(subscriber);
  const gate = new Gate();
  const waiting = new Queue<readonly T[]>();
  let at = 0;
  let busy = false;
  let complete = false;
  const drain = () => {
    if (busy) return;
    busy = true;
    for (let batch = waiting.first; batch !== undefined; batch = waiting.first) {
      while (at < batch.length && valve.isOpen && !subscriber.closed) subscriber.next(batch[at++] as T);
      if (at < batch.length) break;
      at = 0;
      waiting.shift();
    }
    busy = false;
    if (waiting.length > 0 || subscriber.closed) gate.shut();
    else if (complete) subscriber.complete();
    else if (valve.isOpen) gate.open();
    else gate.shut();
  };
  const forget = valve.onOpen(drain);
  if (valve.isOpen) gate.open();
  const observer = demanding<readonly T[]>(gate, {
    next(batch) {
      waiting.push(batch);
      drain();
    },
    error(error: unknown) {
      subscriber.error(error);
    },
    complete() {
      complete = true;
      drain();
    },
  });
  attach(subscriber, batches, observer);
  return forget;
}

/** Pulls values out of an Observable one by one; nothing is subscribed before the first `next()`. */
export function iterate<T>(source: Observable<T>): AsyncIterator<T, undefined> & AsyncIterable<T> {
  const gate = new Gate();
  const values = new Queue<T>();
  const waiting = new Queue<PromiseWithResolvers<IteratorResult<T, undefined>>>();
  const subscription = new Subscription();
  let begun = false;
  let end: { readonly error?: unknown } | undefined;

  const settle = () => {
    while (waiting.length > 0) {
      if (values.length > 0) waiting.shift()?.resolve({ done: false, value: values.shift() as T });
      else if (end === undefined) break;
      else if ('error' in end) {
        waiting.shift()?.reject(end.error);
        end = {};
      } else waiting.shift()?.resolve({ done: true, value: undefined });
    }
    if (waiting.length === 0) gate.shut();
  };
  const observer = demanding<T>(gate, {
    next(value: T) {
      values.push(value);
      settle();
    },
    error(error: unknown) {
      end ??= { error };
      settle();
    },
    complete() {
      end ??= {};
      settle();
    },
  });
  return {
    next() {
      const promise = deferred<IteratorResult<T, undefined>>();
      waiting.push(promise);
      settle();
      if (waiting.length > 0) {
        gate.open();
        if (!begun) {
          begun = true;
          attach(subscription, source, observer);
        }
      }
      return promise.promise;
    },
    return() {
      values.clear();
      end = {};
      subscription.unsubscribe();
      settle();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** `Promise.withResolvers` is not yet in Node 20. */
function deferred<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
