import { from, Observable, type ObservableInput } from 'rxjs';

import { AbortError, SmbError } from '../errors.ts';
import { demanding, valveOf } from '../operators/demand.ts';
import { Flow } from '../operators/flow.ts';
import type { MountedTree } from '../session/mounted-tree.ts';
import { openTarget } from '../session/open-target.ts';
import type { Target } from '../target.ts';

/** What can be mounted: a `Share`. */
export interface Mountable {
  close(): Promise<void>;
  /** @internal */
  abort(error: Error): void;
}

/**
 * A share that is not mounted yet. Cold: each subscription and each `await` is a connection and a login of its
 * own, though all of one client (ClientGuid), so that a durable handle can be taken up again by the next one.
 *
 * - `await` it: the share stays open until `share.close()`.
 * - `.use(work)`: mounts, works, leaves; completes after the logoff.
 * - subscribe to it: the share stays open until the unsubscribe, which begins the leaving; a link that dies is
 *   an error, so `retry` mounts again.
 */
export class Mounting<S extends Mountable> extends Observable<S> implements PromiseLike<S> {
  /** @internal */
  constructor(target: Target, make: (mounted: MountedTree, target: Target) => S) {
    const mounted$ = openTarget(target);
    super(subscriber => {
      const { signal } = target;
      let share: S | undefined;
      const abort = () => {
        const error = new AbortError(signal);
        share?.abort(error);
        subscriber.error(error);
      };
      if (signal?.aborted === true) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      subscriber.add(() => signal?.removeEventListener('abort', abort));
      subscriber.add(
        mounted$.subscribe({
          next: mounted => {
            share = make(mounted, target);
            subscriber.next(share);
          },
          error: (error: unknown) => {
            subscriber.error(mountError(error));
          },
          complete: () => {
            subscriber.complete();
          },
        }),
      );
    });
  }

  /** Mounts; the share stays open until `share.close()`. */
  then<A = S, B = never>(
    onFulfilled?: ((share: S) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return new Promise<S>((resolve, reject) => {
      this.subscribe({ next: resolve, error: reject }); // after the mount, `share.closed` tells of the end
    }).then(onFulfilled, onRejected);
  }

  /**
   * Mounts, works, leaves. Completes when the work does, after the logoff; demand passes through to the work.
   *
   * @example
   * ```ts
   * mount('smb://server/share').use(share => share.readFile('a.txt')).subscribe(console.log);
   * ```
   */
  use<T>(work: (share: S) => ObservableInput<T>): Flow<T> {
    return new Flow(subscriber => {
      const mounting = this.subscribe({
        next: share => {
          const finish = (tell: () => void) => {
            void share.close().then(tell);
          };
          let source: Observable<T>;
          try {
            source = from(work(share));
          } catch (error) {
            finish(() => {
              subscriber.error(error);
            });
            return;
          }
          const working = source.subscribe(
            demanding(valveOf(subscriber), {
              next: value => {
                subscriber.next(value);
              },
              error: error => {
                finish(() => {
                  subscriber.error(error);
                });
              },
              complete: () => {
                finish(() => {
                  subscriber.complete();
                });
              },
            }),
          );
          subscriber.add(working);
        },
        error: error => {
          subscriber.error(error);
        },
      });
      subscriber.add(mounting);
    });
  }
}

/** A link that failed may be made again, whatever was under way on it: that has errors of its own. */
function mountError(error: unknown): unknown {
  if (!(error instanceof SmbError) || error.syscall !== undefined) return error;
  const lost = error.status === undefined && !error.code.startsWith('ERR_');
  return error.with({ syscall: 'mount', retryable: error.retryable || lost });
}
