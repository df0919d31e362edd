// [MS-DFSC] 3.1.4 and 3.1.5: resolving a path by referrals
import { catchError, concatMap, defer, map, type Observable, of, tap, throwError } from 'rxjs';

import type { Tree } from '../../commands/target.ts';
import { SmbError } from '../../errors.ts';
import { SmbTree } from '../smb-tree.ts';
import { askReferral } from './ask-referral.ts';
import { type DfsTarget, type Referral, ReferralCache } from './referral-cache.ts';

/** Where a path goes on. */
export interface Detour {
  readonly tree: SmbTree;
  /** The part of the path that lies elsewhere, as on the wire of the tree that was asked. */
  readonly link: string;
  /** What stands in its place on `tree`, as on the wire. */
  readonly path: string;
}

/** How to get into the share of a target. */
export type EnterTarget = (target: DfsTarget, from: SmbTree) => Observable<SmbTree>;

/** The paths of one mount that lie on other servers: what was told of them, and the way there. */
export class Resolver {
  readonly #cache: ReferralCache;
  readonly #enter: EnterTarget;

  constructor(enter: EnterTarget, cache = new ReferralCache()) {
    this.#enter = enter;
    this.#cache = cache;
  }

  /** Where a path goes on, as far as it is known without asking. */
  known(tree: Tree, path: string): Observable<Detour> | undefined {
    if (!(tree instanceof SmbTree) || !tree.isDfs) return undefined;
    const referral = this.#cache.find(fullPath(tree, path));
    return referral === undefined ? undefined : this.#follow(tree, referral);
  }

  /**
   * Where a path goes on of which its server says that it lies elsewhere. Tries the targets in the server's order.
   *
   * @throws {@link SmbError} of the last target, when none can be entered; its `cause` is an AggregateError with those
   *   of all targets, in the order in which they were tried
   */
  resolve(tree: Tree, path: string): Observable<Detour> {
    if (!(tree instanceof SmbTree))
      return throwError(() => new TypeError('the tree is not that of a mounted share'));
    const known = this.#cache.find(fullPath(tree, path));
    const referral = known === undefined ? this.#ask(tree, path) : of(known);
    return referral.pipe(concatMap(found => this.#follow(tree, found)));
  }

  #ask(tree: SmbTree, path: string): Observable<Referral> {
    return askReferral(tree, fullPath(tree, ''), fullPath(tree, path)).pipe(
      map(({ referral, timeToLive }) => {
        this.#cache.keep(referral, timeToLive);
        return referral;
      }),
    );
  }

  #follow(tree: SmbTree, referral: Referral): Observable<Detour> {
    const link = referral.prefix.slice(fullPath(tree, '').length).replace(/^\\/, '');
    const { targets } = referral;
    const attempt = (index: number, failures: readonly unknown[]): Observable<Detour> => {
      const target = targets[index];
      if (target === undefined) return throwError(() => unreachable(failures, referral));
      return defer(() => this.#enter(target, tree)).pipe(
        tap(() => {
          this.#cache.prefer(referral, target);
        }),
        map(entered => ({ tree: entered, link, path: target.path })),
        catchError((error: unknown) => attempt(index + 1, [...failures, error])),
      );
    };
    return attempt(0, []);
  }
}

/** `\server\share\path`, as referrals name it. */
function fullPath(tree: SmbTree, path: string): string {
  const root = `\\${tree.session.connection.host}\\${tree.share}`;
  return path === '' ? root : `${root}\\${path}`;
}

/** Why none of its targets can be entered: of one it is that one's error, of several their errors are the cause. */
function unreachable(failures: readonly unknown[], { prefix, targets }: Referral): unknown {
  const error = failures.at(-1);
  if (!(error instanceof SmbError)) return error;
  const reasons = targets.map(({ host, share }, index) => `${host}/${share}: ${reasonOf(failures[index])}`);
  const message = `'${prefix}' lies elsewhere (DFS), where nothing can be entered. ${reasons.join('; ')}`;
  return error.with({
    message,
    cause: failures.length > 1 ? new AggregateError(failures, message) : error,
    retryable: failures.some(failure => failure instanceof SmbError && failure.retryable),
    fatal: false,
    syscall: undefined,
    path: undefined,
    status: undefined,
    ntstatus: undefined,
  });
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
