/** A callback of Node's: the error, or `null` and the answer. */
export type Callback<T extends readonly unknown[]> = (
  error: NodeJS.ErrnoException | null,
  ...answer: T
) => void;

/** A list of arguments, and each shorter one that leaves out what is optional at its end. */
export type Shortened<A extends readonly unknown[]> = A extends readonly [infer First, ...infer Rest]
  ? [First, ...Shortened<Rest>]
  : A extends readonly [_?: infer First, ...rest: infer Rest]
    ? number extends Rest['length']
      ? []
      : [] | [First | undefined, ...Shortened<Rest>]
    : [];

/** A function with an answer to come, as `node:fs` has it: the callback stands last. */
export type WithCallback<F> = F extends (...given: infer A) => Promise<infer R>
  ? (...given: [...Shortened<A>, Callback<[R] extends [undefined] ? [] : [R]>]) => void
  : never;

/** `util.promisify` takes what it finds here. */
export const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');

/**
 * The same function with a callback at the end of its arguments.
 *
 * @param answer what the callback gets of the result
 */
export function withCallback(
  work: (...given: unknown[]) => Promise<unknown>,
  answer: (result: unknown) => readonly unknown[] = result => (result === undefined ? [] : [result]),
): (...given: unknown[]) => void {
  const called = (...given: unknown[]): void => {
    const callback = callbackOf(given.pop());
    tell(work(...given), callback, answer);
  };
  return Object.defineProperty(called, PROMISIFIED, { value: work });
}

/** @throws TypeError `ERR_INVALID_ARG_TYPE`, at once, as Node does: nobody else would ever hear of it */
export function callbackOf(given: unknown): Callback<readonly unknown[]> {
  if (typeof given === 'function') return given as Callback<readonly unknown[]>;
  const message = 'the last argument must be a callback function: share.fs.promises has the same without one';
  throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

/** Calls back outside of the promise: what the callback throws is the program's own, not a rejection. */
function tell(
  promise: Promise<unknown>,
  callback: Callback<readonly unknown[]>,
  answer: (result: unknown) => readonly unknown[],
): void {
  promise.then(
    result => {
      process.nextTick(callback, null, ...answer(result));
    },
    (error: unknown) => {
      process.nextTick(callback, error);
    },
  );
}
