import { concatMap, map, type Observable } from 'rxjs';

import { One } from '../../operators/one.ts';
import type { Tree } from '../../commands/target.ts';
import { shareEnum, type ShareLevel } from '../../rpc/srvsvc.ts';
import { usingInterface } from '../../rpc/using-interface.ts';
import { IPC, ipcOf } from '../../session/side-tree.ts';
import type { MountOptions } from '../../target.ts';
import { SRVSVC } from '../../wire/rpce/srvsvc/srvsvc.ts';
import { Share } from '../share.ts';
import { wrongValue } from '../arguments.ts';
import { operation } from '../verb.ts';
import { type ShareInfo, shareInfoOf } from './share-info.ts';

/** Which shares to list, and how to get in. */
export interface SharesOptions extends MountOptions {
  /** Also those whose names end in `$`. Default true. */
  readonly hidden?: boolean | undefined;
  /** Also those that a server has for itself (`IPC$`). Default true. */
  readonly special?: boolean | undefined;
  /**
   * How much to ask for: 0 names; 1 also kinds and comments; 2 also what an administrator may know, or 1 where the
   * server denies that. Default 2.
   */
  readonly level?: ShareLevel | undefined;
}

const LEVELS: readonly ShareLevel[] = [0, 1, 2];

const NAME = { syscall: 'shares' } as const;

/**
 * The shares of a server: logs in, asks, logs off. All that it lists, in its order, however many there are. Of a share
 * that is mounted already its login is used, and stays.
 *
 * @param server a host's name or address, `smb://[domain;][user[:password]@]host[:port]` (a share in it does not
 *   matter), mount options, or a mounted share
 * @param options those of `mount`, and which shares to list
 * @throws {@link SmbError} `ERR_SMB_OPTION` for a URL or option that cannot be (at once); as rejection or error
 *   notification `ERR_SMB_AUTH`, `EACCES` (the server tells nobody like us), `ENOTSUP` (it has no such service), and
 *   those of `mount`
 * @example
 * ```ts
 * import { shares } from 'rxsmb';
 *
 * for (const { name, type, comment } of await shares('server', { username: 'ann', password: 'secret' })) {
 *   console.log(name, type, comment);
 * }
 * ```
 */
export function shares(
  server: string | URL | MountOptions | Share,
  { hidden, special, level, ...options }: SharesOptions = {},
): One<ShareInfo[]> {
  const { signal } = options;
  if (level !== undefined && !LEVELS.includes(level)) {
    throw wrongValue(`level must be one of ${LEVELS.join(', ')}, not ${String(level)}`);
  }
  const list = (tree: Tree): Observable<ShareInfo[]> =>
    usingInterface(tree, SRVSVC, binding => shareEnum(binding, level ?? 2)).pipe(
      map(entries =>
        entries
          .map(shareInfoOf)
          .filter(info => (hidden !== false || !info.hidden) && (special !== false || !info.special)),
      ),
    );
  if (server instanceof Share) {
    return One.of(operation(NAME, { signal }, () => ipcOf(server.session).pipe(concatMap(list))));
  }
  const mounting = Share.mount(targetOf(server), { ...options, share: IPC, path: '' });
  return One.of(operation(NAME, {}, () => mounting.use(ipc => list(ipc.tree))));
}

/** A name that is no URL is that of a host. */
function targetOf(server: string | URL | MountOptions): string | URL | MountOptions {
  return typeof server === 'string' && !/^[a-z]+:\/\//i.test(server) ? { host: server } : server;
}
