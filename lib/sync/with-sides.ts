import { combineLatest, type Observable, Subscription, tap } from 'rxjs';

import { AbortError } from '../errors.ts';
import { demanding, valveOf } from '../operators/demand.ts';
import { Flow } from '../operators/flow.ts';
import type { Side } from './side.ts';

/**
 * Opens both sides, works, closes them. However the work ends, the end is told after what it left half done was
 * cleaned up and what was mounted is left; an unsubscribe begins the same, in the same order.
 */
export function withSides<T>(
  [src, dst]: readonly [Observable<Side>, Observable<Side>],
  signal: AbortSignal | undefined,
  work: (src: Side, dst: Side) => Observable<T>,
): Flow<T> {
  return new Flow(subscriber => {
    const opening = new Subscription();
    const working = new Subscription();
    const open: Side[] = [];
    let ended = false;
    const noted = tap((side: Side) => open.push(side));

    const end = (tell: () => void) => {
      if (ended) return;
      ended = true;
      working.unsubscribe();
      void Promise.all(open.map(side => side.close())).then(() => {
        opening.unsubscribe();
        tell();
      });
    };
    const fail = (error: unknown) => {
      end(() => subscriber.error(error));
    };
    const abort = () => {
      fail(new AbortError(signal));
    };
    if (signal?.aborted === true) {
      abort();
      return undefined;
    }
    signal?.addEventListener('abort', abort, { once: true });
    opening.add(() => signal?.removeEventListener('abort', abort));
    opening.add(
      combineLatest([src.pipe(noted), dst.pipe(noted)]).subscribe({
        next: ([from, to]) => {
          working.add(
            work(from, to).subscribe(
              demanding(valveOf(subscriber), {
                next: value => subscriber.next(value),
                error: fail,
                complete: () => end(() => subscriber.complete()),
              }),
            ),
          );
        },
        error: fail, // a link that dies while nobody waits for an answer, too
      }),
    );
    return () => {
      ended = true;
      working.unsubscribe();
      opening.unsubscribe();
    };
  });
}
