import type { Observable } from 'rxjs';

/** What an Observable told, in order: values, then `complete` or an error. */
export interface Told<T> {
  readonly values: T[];
  error: unknown;
  readonly ends: ('complete' | 'error')[];
  unsubscribe(): void;
}

/** Subscribes and takes everything down. */
export function told<T>(source: Observable<T>): Told<T> {
  const taken: Told<T> = { values: [], error: undefined, ends: [], unsubscribe: () => undefined };
  const subscription = source.subscribe({
    next: value => taken.values.push(value),
    error(error: unknown) {
      taken.error = error;
      taken.ends.push('error');
    },
    complete: () => taken.ends.push('complete'),
  });
  taken.unsubscribe = () => {
    subscription.unsubscribe();
  };
  return taken;
}
