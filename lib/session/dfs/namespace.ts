// [MS-DFSC] 3.1.4: the paths of a mount that lie on other servers
import { concatMap, defer, type Observable } from 'rxjs';

import type { Tree } from '../../commands/target.ts';
import type { Detour, Resolver } from './resolver.ts';
import type { MountTarget, TargetPool } from './target-pool.ts';

/** The way to the paths of one mount that lie elsewhere. Most have none: what it takes is loaded when the first is met. */
export class Namespace {
  readonly #mount: MountTarget;
  #loading: Promise<Resolver> | undefined;
  #resolver: Resolver | undefined;
  #pool: TargetPool | undefined;

  constructor(mount: MountTarget) {
    this.#mount = mount;
  }

  /** Where a path goes on, as far as it is known without asking. */
  known(tree: Tree, path: string): Observable<Detour> | undefined {
    return this.#resolver?.known(tree, path);
  }

  /**
   * Where a path goes on of which its server says that it lies elsewhere. Tries the targets in the server's order.
   *
   * @throws {@link SmbError} of the last target, when none can be entered; its `cause` is an AggregateError with those
   *   of all targets, in the order in which they were tried
   */
  resolve(tree: Tree, path: string): Observable<Detour> {
    return defer(() => (this.#loading ??= this.#load())).pipe(
      concatMap(resolver => resolver.resolve(tree, path)),
    );
  }

  /** Leaves all the servers that it led to; settles when that is done. */
  async leave(): Promise<void> {
    await this.#pool?.leave();
  }

  async #load(): Promise<Resolver> {
    const [{ Resolver }, { TargetPool }] = await Promise.all([
      import('./resolver.ts'),
      import('./target-pool.ts'),
    ]);
    const pool = new TargetPool(this.#mount);
    this.#pool = pool;
    this.#resolver = new Resolver((target, from) => pool.enter(target, from));
    return this.#resolver;
  }
}
