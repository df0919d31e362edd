import { treeDisconnect } from '../commands/tree-disconnect.ts';
import { logoff } from '../commands/logoff.ts';
import type { Namespace } from './dfs/namespace.ts';
import type { SmbConnection } from './smb-connection.ts';
import type { SmbSession } from './smb-session.ts';
import type { SmbTree } from './smb-tree.ts';

/** Milliseconds that CANCELs and CLOSEs under way get before the share is given back. */
const GRACE = 2_000;

/** A share that is entered, and the way out of it. */
export class MountedTree {
  readonly tree: SmbTree;
  /** Settles when the link is gone: rejects where it failed. Never an unhandled rejection. */
  readonly closed: Promise<void>;
  /** The paths of the share that lie on other servers. */
  readonly namespace: Namespace;
  #leaving: Promise<void> | undefined;

  constructor(tree: SmbTree, closed: Promise<void>, namespace: Namespace) {
    this.tree = tree;
    this.namespace = namespace;
    const leaveAll = () => void namespace.leave();
    closed.then(leaveAll, leaveAll);
    this.closed = closed;
    closed.catch(() => undefined);
  }

  get session(): SmbSession {
    return this.tree.session;
  }

  get connection(): SmbConnection {
    return this.session.connection;
  }

  /** Closing has begun, or the link is gone: nothing new may start. */
  get leaving(): boolean {
    return this.#leaving !== undefined || !this.connection.exchange.open;
  }

  /** Why the link failed, if it did. */
  get loss(): Error | undefined {
    return this.connection.exchange.loss;
  }

  /** Waits for what is under way, then TREE_DISCONNECT, LOGOFF, and the end of the connection. Never fails. */
  leave(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  async #leave(): Promise<void> {
    const { exchange } = this.connection;
    await Promise.resolve(); // what is torn down with the share in this tick sends its CANCELs and CLOSEs first
    await Promise.all([exchange.quiet(GRACE), this.namespace.leave()]);
    for (const farewell of [treeDisconnect(this.tree), logoff(this.session)]) {
      if (exchange.open) farewell.subscribe({ error: () => undefined });
    }
    await exchange.quiet(GRACE);
    exchange.close();
  }

  /** Ends it at once: everything under way fails with `error`. */
  abort(error: Error): void {
    this.connection.exchange.fail(error);
  }
}
