import { catchError, type Observable, of, throwError } from 'rxjs';

import { isGone } from './local-error.ts';

/** What is not there is no error, but a value. */
export function unlessGone<T>(instead: T): (source: Observable<T>) => Observable<T> {
  return source =>
    source.pipe(catchError(error => (isGone(error) ? of(instead) : throwError(() => error as unknown))));
}
