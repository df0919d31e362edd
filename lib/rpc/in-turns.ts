import { Observable } from 'rxjs';

import { attach } from '../operators/attach.ts';

/**
 * One source after the other, each asked for when the one before is complete; `undefined` is the end. A loop, so that
 * sources which answer at once do not pile up on the stack, as they do in RxJS's `expand`.
 */
export function inTurns<T>(next: () => Observable<T> | undefined): Observable<T> {
  return new Observable(subscriber => {
    let looping = false;
    let ready = true;
    const loop = () => {
      if (looping) return;
      looping = true;
      while (ready && !subscriber.closed) {
        ready = false;
        let source: Observable<T> | undefined;
        try {
          source = next();
        } catch (error) {
          subscriber.error(error);
          break;
        }
        if (source === undefined) {
          subscriber.complete();
          break;
        }
        attach(subscriber, source, {
          next: value => {
            subscriber.next(value);
          },
          error: error => {
            subscriber.error(error);
          },
          complete: () => {
            ready = true;
            loop();
          },
        });
      }
      looping = false;
    };
    loop();
  });
}
