// What can be done to a request, a reply and a frame alike
import { count } from './count.ts';
import type { AnySabotage, Sabotage, ScriptedClient, ScriptedNotice } from './script.ts';

/**
 * Hands on later, in the same order.
 * @param ms milliseconds
 *
 * @example
 * ```ts
 * script: everyReply(delay(20))
 * ```
 */
export function delay(ms: number): AnySabotage {
  return ({ signal }) =>
    (item, next) => {
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        next(item);
      }, ms);
      const stop = () => {
        clearTimeout(timer);
      };
      signal.addEventListener('abort', stop, { once: true });
    };
}

/**
 * Hands nothing on: a request is never answered, a reply or a frame never sent.
 *
 * @example
 * ```ts
 * script: onRequest(Command.READ, nth(3, drop()))
 * ```
 */
export function drop(): AnySabotage {
  return () => () => undefined;
}

/**
 * Hands on the same more than once.
 * @param times how often in all, from 2 on
 *
 * @example
 * ```ts
 * script: onReply(Command.WRITE, duplicate())
 * ```
 */
export function duplicate(times = 2): AnySabotage {
  count('times', times, 2);
  return () => (item, next) => {
    for (let time = 0; time < times; time++) next(item);
  };
}

/**
 * Holds back until so many have come, then hands them on together, the last one first: replies then leave as one
 * frame. What comes after too few waits for ever.
 *
 * @example
 * ```ts
 * script: onReply(Command.READ, reorder(4))
 * ```
 */
export function reorder(many: number): AnySabotage {
  return held(many, items => items.reverse());
}

/**
 * Holds back until so many have come, then hands them on together: replies of several requests then leave as one
 * frame.
 *
 * @example
 * ```ts
 * script: onReply(Command.READ, together(4))
 * ```
 */
export function together(many: number): AnySabotage {
  return held(many, items => items);
}

function held(many: number, order: <T>(items: T[]) => T[]): AnySabotage {
  count('many', many, 1);
  return <T>(client: ScriptedClient) => {
    const waiting: (() => void)[] = [];
    return (item: T, next: (item: T) => void) => {
      waiting.push(() => {
        next(item);
      });
      if (waiting.length < many) return;
      client.together(() => {
        for (const go of order(waiting.splice(0))) go();
      });
    };
  };
}

/**
 * Hangs up instead of handing on.
 *
 * @example
 * ```ts
 * script: onRequest(Command.CREATE, nth(2, hangUp()))
 * ```
 */
export function hangUp(): AnySabotage {
  return client => () => {
    client.hangUp();
  };
}

/**
 * Sends something unasked, and then hands on.
 * @param said bytes as they are, whatever they are, or a message that is framed and gets a header
 *
 * @example
 * ```ts
 * script: onRequest(Command.READ, nth(1, say(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))))
 * ```
 */
export function say(said: Uint8Array | ScriptedNotice): AnySabotage {
  return client => (item, next) => {
    if (said instanceof Uint8Array) client.send(said);
    else client.notify(said);
    next(item);
  };
}

/**
 * Does it only to the n-th that comes along, counted from 1.
 *
 * @example
 * ```ts
 * script: onReply(Command.READ, nth(3, unsigned()))
 * ```
 */
export function nth(n: number, sabotage: AnySabotage): AnySabotage;
export function nth<T>(n: number, sabotage: Sabotage<T>): Sabotage<T>;
export function nth<T>(n: number, sabotage: Sabotage<T>): Sabotage<T> {
  count('n', n, 1);
  return counted(sabotage, place => place === n);
}

/** Does it only to the first n that come along. */
export function first(n: number, sabotage: AnySabotage): AnySabotage;
export function first<T>(n: number, sabotage: Sabotage<T>): Sabotage<T>;
export function first<T>(n: number, sabotage: Sabotage<T>): Sabotage<T> {
  count('n', n, 1);
  return counted(sabotage, place => place <= n);
}

/** Does it only from the n-th on that comes along, counted from 1. */
export function from(n: number, sabotage: AnySabotage): AnySabotage;
export function from<T>(n: number, sabotage: Sabotage<T>): Sabotage<T>;
export function from<T>(n: number, sabotage: Sabotage<T>): Sabotage<T> {
  count('n', n, 1);
  return counted(sabotage, place => place >= n);
}

function counted<T>(sabotage: Sabotage<T>, meant: (place: number) => boolean): Sabotage<T> {
  return client => {
    const step = sabotage(client);
    let place = 0;
    return (item, next) => {
      if (meant(++place)) step(item, next);
      else next(item);
    };
  };
}
