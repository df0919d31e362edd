import { type MonoTypeOperatorFunction, retry, throwError, timer } from 'rxjs';

import { SmbError } from '../errors.ts';

/** How often, and how patiently. */
export interface RetryTransientOptions {
  /** Repetitions, at most. Default 3. */
  readonly count?: number | undefined;
  /** Milliseconds before the first repetition, doubled for each further one. Default 250. */
  readonly delay?: number | undefined;
  /** Milliseconds that no wait exceeds. Default 10,000. */
  readonly maxDelay?: number | undefined;
}

/**
 * Repeats what failed for a reason that may pass: a sharing violation, a server that is busy, a link that died
 * while nothing was at stake. Only an {@link SmbError} that says `retryable` is repeated, because only then
 * repeating is safe; every other error passes at once, and so does the last one.
 *
 * Values that were emitted before the failure are emitted again. An error that is also `fatal` means that the
 * share is gone: put the operator behind `mount`, since a verb on a share that is gone only fails again, with
 * `ERR_SMB_CLOSED`, which is not repeated. Each wait is a random time between half of its length and all of it,
 * so that clients which failed together do not come back together. Demand passes through.
 *
 * @example
 * ```ts
 * share.readFile('busy.xlsx').pipe(retryTransient()).subscribe(console.log);
 * mount(url).pipe(switchMap(share => share.walk('/')), retryTransient({ count: 10, delay: 1000 }));
 * ```
 */
export function retryTransient<T>(options: RetryTransientOptions = {}): MonoTypeOperatorFunction<T> {
  const { count = 3, delay = 250, maxDelay = 10_000 } = options;
  return retry({
    count,
    delay(error: unknown, times) {
      if (!(error instanceof SmbError && error.retryable)) return throwError(() => error);
      const most = Math.min(maxDelay, delay * 2 ** (times - 1));
      return timer(Math.round(most * (1 + Math.random()) * 0.5));
    },
  });
}
