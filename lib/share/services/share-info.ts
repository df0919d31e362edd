import { map } from 'rxjs';

import type { One } from '../../operators/one.ts';
import { type ShareEntry, shareGetInfo } from '../../rpc/srvsvc.ts';
import { ShareKind, UNLIMITED } from '../../wire/rpce/srvsvc/share-info.ts';
import { SRVSVC } from '../../wire/rpce/srvsvc/srvsvc.ts';
import type { Share } from '../share.ts';
import type { VerbOptions } from '../verb.ts';
import { served } from './served.ts';

/** What is behind a share. */
export type ShareInfoType = 'disk' | 'printer' | 'device' | 'ipc' | 'unknown';

/** A share as its server describes it ([MS-SRVS] 2.2.4.24). */
export interface ShareInfo {
  readonly name: string;
  /** `unknown` where only names were asked for, or the server names a kind that is none. */
  readonly type: ShareInfoType;
  /** Made for the server itself: `IPC$`, `ADMIN$`, `C$`. */
  readonly special: boolean;
  /** Gone when the server starts again. */
  readonly temporary: boolean;
  /** Its name ends in `$`: browsing programs leave it out. */
  readonly hidden: boolean;
  /** Empty where there is none. */
  readonly comment: string;
  /** The folder on the server; only where the user may know, as are the fields that follow. */
  readonly path?: string | undefined;
  /** Connections that it allows at once, `Infinity` where there is no limit. */
  readonly maxUses?: number | undefined;
  /** Connections that it has. */
  readonly currentUses?: number | undefined;
}

const TYPES = new Map<number, ShareInfoType>([
  [ShareKind.DISKTREE, 'disk'],
  [ShareKind.PRINTQ, 'printer'],
  [ShareKind.DEVICE, 'device'],
  [ShareKind.IPC, 'ipc'],
]);

/** What a server told, as users see it. */
export function shareInfoOf(entry: ShareEntry): ShareInfo {
  const name = entry.netname ?? '';
  const hidden = name.endsWith('$');
  if (!('type' in entry)) {
    return { name, type: 'unknown', special: false, temporary: false, hidden, comment: '' };
  }
  const common: ShareInfo = {
    name,
    type: TYPES.get(entry.type & ShareKind.MASK) ?? 'unknown',
    special: (entry.type & ShareKind.SPECIAL) !== 0,
    temporary: (entry.type & ShareKind.TEMPORARY) !== 0,
    hidden,
    comment: entry.remark ?? '',
  };
  if (!('path' in entry)) return common;
  const { path, maxUses, currentUses } = entry;
  return {
    ...common,
    path: path ?? '',
    maxUses: maxUses === UNLIMITED ? Infinity : maxUses,
    currentUses,
  };
}

/**
 * What the server says of one of its shares, mounted or not ([MS-SRVS] 3.1.4.10). Two round trips and the CLOSE of the
 * pipe; the first question over a share takes one more, to connect to IPC$.
 *
 * @param name of a share on the same server
 * @throws {@link SmbError} `ENOENT` (no such share), `EACCES`, `ENOTSUP` (a server without this service)
 * @example
 * ```ts
 * const { path, maxUses } = await shareInfo(share, 'projects');
 * ```
 */
export function shareInfo(share: Share, name: string, options: VerbOptions = {}): One<ShareInfo> {
  return served(share, { syscall: 'shareInfo', path: name }, options, SRVSVC, binding =>
    shareGetInfo(binding, name).pipe(map(shareInfoOf)),
  );
}
