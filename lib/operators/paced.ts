import { from, Observable, type ObservableInput } from 'rxjs';

import { valveOf } from './demand.ts';

/**
 * Any `ObservableInput` as an Observable that heeds demand: iterables and async iterables are asked only while
 * the valve of a bounded consumer is open, and returned (a generator's `finally` runs) when nobody wants more.
 * Flows do so by themselves; plain Observables and promises cannot be asked.
 */
export function paced<T>(input: ObservableInput<T>): Observable<T> {
  if (typeof input === 'object' && !('subscribe' in input)) {
    if (Symbol.iterator in input) return pacedIterable(input);
    if (Symbol.asyncIterator in input) return pacedAsyncIterable(input);
  }
  return from(input);
}

function pacedIterable<T>(input: Iterable<T>): Observable<T> {
  return new Observable(subscriber => {
    const iterator = input[Symbol.iterator]();
    const valve = valveOf(subscriber);
    let busy = false;
    let ended = false;
    const stop = () => {
      if (busy || ended) return; // a generator that is running cannot be returned
      ended = true;
      iterator.return?.();
    };
    const pump = () => {
      if (busy) return;
      busy = true;
      try {
        while (valve.isOpen && !subscriber.closed) {
          const result = iterator.next();
          ended = result.done === true;
          if (result.done === true) subscriber.complete();
          else subscriber.next(result.value);
        }
      } catch (error) {
        ended = true;
        subscriber.error(error);
      }
      busy = false;
      if (subscriber.closed) stop();
    };
    const forget = valve.onOpen(pump);
    pump();
    return () => {
      forget();
      stop();
    };
  });
}

function pacedAsyncIterable<T>(input: AsyncIterable<T>): Observable<T> {
  return new Observable(subscriber => {
    const iterator = input[Symbol.asyncIterator]();
    const valve = valveOf(subscriber);
    let busy = false;
    let ended = false;
    const pump = async () => {
      if (busy) return;
      busy = true;
      try {
        while (valve.isOpen && !subscriber.closed) {
          const result = await iterator.next();
          ended = result.done === true;
          if (result.done === true) subscriber.complete();
          else subscriber.next(result.value);
        }
      } catch (error) {
        ended = true;
        subscriber.error(error);
      }
      busy = false;
    };
    const forget = valve.onOpen(() => void pump());
    void pump();
    return () => {
      forget();
      if (!ended) void (async () => iterator.return?.())().catch(() => undefined);
    };
  });
}
