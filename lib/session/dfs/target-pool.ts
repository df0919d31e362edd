import {
  concatMap,
  map,
  type Observable,
  of,
  ReplaySubject,
  type Subscription,
  take,
  throwError,
} from 'rxjs';

import { SmbError } from '../../errors.ts';
import { sideTree } from '../side-tree.ts';
import { SmbTree } from '../smb-tree.ts';
import type { DfsTarget } from './referral-cache.ts';

/** A server that was entered by one of its shares. */
export interface EnteredServer {
  readonly tree: SmbTree;
  leave(): Promise<void>;
}

/** Mounts another server's share with the same user and the same demands. */
export type MountTarget = (target: DfsTarget) => Observable<EnteredServer>;

/**
 * Servers that one mount may be led to: more than any namespace has. Each is a connection and a login, and a server
 * that names ever new ones is not to decide whom this machine speaks to.
 */
const MOST_SERVERS = 64;

interface Entered {
  readonly mounted: ReplaySubject<EnteredServer>;
  readonly subscription: Subscription;
}

/** The servers that a namespace led to: one connection each, for as long as the mount lasts. */
export class TargetPool {
  readonly #mount: MountTarget;
  readonly #entered = new Map<string, Entered>();

  constructor(mount: MountTarget) {
    this.#mount = mount;
  }

  /** The tree of a target: on the server that referred another share of the same session. */
  enter(target: DfsTarget, from: SmbTree): Observable<SmbTree> {
    const { host, port } = from.session.connection;
    if (target.port === port && target.host.toLowerCase() === host.toLowerCase()) {
      return shareOf(from, target.share);
    }
    return this.#server(target).pipe(concatMap(({ tree }) => shareOf(tree, target.share)));
  }

  /** Leaves all of them; settles when that is done. */
  async leave(): Promise<void> {
    const entered = [...this.#entered.values()];
    this.#entered.clear();
    await Promise.all(entered.map(left));
  }

  #server(target: DfsTarget): Observable<EnteredServer> {
    const key = `${target.host.toLowerCase()}:${target.port}`;
    const known = this.#entered.get(key);
    if (known !== undefined) return known.mounted.pipe(take(1));
    if (this.#entered.size >= MOST_SERVERS) return throwError(() => tooMany(target));
    const mounted = new ReplaySubject<EnteredServer>(1);
    const forget = () => {
      if (this.#entered.get(key)?.mounted === mounted) this.#entered.delete(key);
    };
    const entered = { mounted, subscription: this.#mount(target).subscribe(mounted) };
    this.#entered.set(key, entered);
    // a link that failed is made again by whoever comes next
    mounted.subscribe({ error: forget, complete: forget });
    return mounted.pipe(take(1));
  }
}

function shareOf(tree: SmbTree, share: string): Observable<SmbTree> {
  if (share.toLowerCase() === tree.share.toLowerCase()) return of(tree);
  return sideTree(tree.session, share).pipe(
    map(side => {
      if (side instanceof SmbTree) return side;
      throw new TypeError('a share of a session is connected to by something else than this session');
    }),
  );
}

function tooMany({ host }: DfsTarget): SmbError {
  const message = `the namespace (DFS) has led to ${MOST_SERVERS} servers already: '${host}' is one too many for one mount`;
  return new SmbError({ code: 'EMLINK', message, outcome: 'not-sent' });
}

/** Leaves a server, or gives up getting there. */
async function left({ mounted, subscription }: Entered): Promise<void> {
  const there: EnteredServer[] = [];
  mounted.pipe(take(1)).subscribe({ next: tree => there.push(tree), error: () => undefined });
  subscription.unsubscribe();
  await Promise.all(there.map(tree => tree.leave()));
}
