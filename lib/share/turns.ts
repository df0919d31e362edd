import { defer, Observable } from 'rxjs';

import { attach } from '../operators/attach.ts';
import { Queue } from '../operators/queue.ts';

/** Lets works run one after the other, in the order in which they were subscribed. */
export class Turns {
  readonly #waiting = new Queue<() => void>();
  #busy = false;

  take<T>(work: () => Observable<T>): Observable<T> {
    return new Observable(subscriber => {
      let begun = false;
      const begin = () => {
        if (subscriber.closed) {
          this.#next();
          return;
        }
        begun = true;
        attach(subscriber, defer(work), {
          next: value => {
            subscriber.next(value);
          },
          error: error => {
            subscriber.error(error);
          },
          complete: () => {
            subscriber.complete();
          },
        });
      };
      subscriber.add(() => {
        if (begun) this.#next();
      });
      if (this.#busy) this.#waiting.push(begin);
      else {
        this.#busy = true;
        begin();
      }
    });
  }

  #next(): void {
    const begin = this.#waiting.shift();
    if (begin === undefined) this.#busy = false;
    else begin();
  }
}
