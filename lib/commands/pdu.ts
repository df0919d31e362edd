import { Observable } from 'rxjs';

import { execute } from './execute.ts';
import type { Plan } from './plan.ts';
import type { Target } from './target.ts';

/**
 * One SMB2 command. Cold: nothing is sent before `subscribe`, each subscription is one request of its own,
 * and unsubscribing cancels it on the server. Emits its one response and completes.
 *
 * @example
 * ```ts
 * import { echo, mount } from 'rxsmb';
 *
 * mount('smb://server/share').use(share => echo(share.connection)).subscribe();
 * ```
 */
export class Pdu<R> extends Observable<R> {
  /** @internal */
  readonly plan: Plan<R>;
  /** @internal */
  readonly target: Target;

  /** @internal */
  constructor(target: Target, plan: Plan<R>) {
    // A PDU is a compound of one.
    super(subscriber =>
      execute([{ target, plan, related: false }], {
        done: ([response]) => {
          subscriber.next(response as R);
          subscriber.complete();
        },
        error: error => {
          subscriber.error(error);
        },
      }),
    );
    this.target = target;
    this.plan = plan;
  }
}

/**
 * An element of a compound that works on the handle of the element before it. Not an Observable: it means
 * nothing alone and cannot stand first.
 */
export class Link<R> {
  /** @internal */
  readonly plan: Plan<R>;

  /** @internal */
  constructor(plan: Plan<R>) {
    this.plan = plan;
  }
}
