import { type Observable, type ObservableInput, Subscription } from 'rxjs';

import { close } from '../commands/close.ts';
import type { CreateResponse } from '../commands/create.ts';
import type { Open } from '../commands/target.ts';
import { attach } from './attach.ts';
import { demanding, valveOf } from './demand.ts';
import { Flow } from './flow.ts';
import { paced } from './paced.ts';

/**
 * Opens, works, closes. Whatever the work does (completes, fails, is unsubscribed), the handle is closed once;
 * the result completes, or fails, after CLOSE was answered. A CLOSE that fails is the error of work that did not
 * fail itself: what was written may be lost.
 *
 * A plain `subscribe` is push at wire speed; demand passes through to the work.
 *
 * @param open emits what CREATE gave, as `create` does
 * @param work what to do with the handle
 * @example
 * ```ts
 * usingHandle(create(share.tree, options), handle => read(handle, { offset: 0, length: 4096 }));
 * ```
 */
export function usingHandle<T>(
  open: Observable<CreateResponse>,
  work: (handle: Open, response: CreateResponse) => ObservableInput<T>,
): Flow<T> {
  return new Flow(subscriber => {
    const working = new Subscription();
    let opened = false;
    let handle: Open | undefined;

    /** Closes the handle, unless somebody does already. */
    const finish = (then: (failure?: unknown) => void) => {
      const mine = handle;
      handle = undefined;
      if (mine !== undefined) close(mine).subscribe({ error: then, complete: () => then() });
    };
    const fail = (error: unknown) => {
      finish(() => {
        subscriber.error(error);
      });
    };
    attach(working, open, {
      next(response) {
        opened = true;
        handle = response.handle;
        let source: Observable<T>;
        try {
          source = paced(work(handle, response));
        } catch (error) {
          fail(error);
          return;
        }
        const observer = demanding<T>(valveOf(subscriber), {
          next: value => {
            subscriber.next(value);
          },
          error: fail,
          complete: () => {
            finish(failure => {
              if (failure === undefined) subscriber.complete();
              else subscriber.error(failure);
            });
          },
        });
        attach(working, source, observer);
      },
      error: error => {
        subscriber.error(error);
      },
      complete: () => {
        if (!opened) subscriber.complete();
      },
    });
    return () => {
      working.unsubscribe();
      finish(() => undefined);
    };
  });
}
