import { Observable } from 'rxjs';

/**
 * A verb with one answer: `await` it, or `.pipe()` it. Cold: each `await` and each subscription does the work
 * once; unsubscribing cancels it. A verb without a value emits `undefined` once.
 *
 * @example
 * ```ts
 * const stats = await share.stat('report.pdf');
 * share.stat('report.pdf').pipe(map(({ size }) => size)).subscribe(console.log);
 * ```
 */
export class One<T> extends Observable<T> implements PromiseLike<T> {
  /** An Observable with one value as a One. */
  static of<T>(source: Observable<T>): One<T> {
    return new One(subscriber => source.subscribe(subscriber));
  }

  /** Runs it, and settles as a promise would. */
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return new Promise<T>((resolve, reject) => {
      let value: { readonly it: T } | undefined;
      this.subscribe({
        next: it => (value ??= { it }),
        error: reject,
        complete: () => {
          if (value === undefined) reject(new TypeError('a One has completed without its value'));
          else resolve(value.it);
        },
      });
    }).then(onFulfilled, onRejected);
  }
}
