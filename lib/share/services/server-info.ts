import { map } from 'rxjs';

import type { One } from '../../operators/one.ts';
import { serverGetInfo } from '../../rpc/srvsvc.ts';
import { SRVSVC } from '../../wire/rpce/srvsvc/srvsvc.ts';
import type { Share } from '../share.ts';
import type { VerbOptions } from '../verb.ts';
import { served } from './served.ts';

/** What a server says of itself ([MS-SRVS] 2.2.4.41). */
export interface ServerInfo {
  readonly name: string;
  /** [MS-SRVS] 2.2.2.6: 500 for Windows NT and its descendants, and for Samba. */
  readonly platformId: number;
  /** Missing, as the fields that follow, where the user may not know. */
  readonly versionMajor?: number | undefined;
  readonly versionMinor?: number | undefined;
  /** `ServerType` flags. */
  readonly type?: number | undefined;
  readonly comment?: string | undefined;
}

/** [MS-SRVS] 2.2.4.41: the upper bits of the version are flags. */
const MAJOR_VERSION_MASK = 0x0f;

/**
 * What the server of a mounted share says of itself ([MS-SRVS] 3.1.4.17).
 *
 * @throws {@link SmbError} `EACCES`, `ENOTSUP` (a server without this service)
 * @example
 * ```ts
 * const { name, comment } = await serverInfo(share);
 * ```
 */
export function serverInfo(share: Share, options: VerbOptions = {}): One<ServerInfo> {
  return served(share, { syscall: 'serverInfo' }, options, SRVSVC, binding =>
    serverGetInfo(binding).pipe(
      map((info): ServerInfo => {
        const common = { name: info.name ?? '', platformId: info.platformId };
        if (!('type' in info)) return common;
        const { versionMajor, versionMinor, type, comment } = info;
        return {
          ...common,
          versionMajor: versionMajor & MAJOR_VERSION_MASK,
          versionMinor,
          type,
          comment: comment ?? '',
        };
      }),
    ),
  );
}
