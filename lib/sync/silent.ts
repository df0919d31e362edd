import { ignoreElements, type Observable } from 'rxjs';

/** Only its end, or its error, matters. */
export function silent(source: Observable<unknown>): Observable<never> {
  return source.pipe(ignoreElements());
}
