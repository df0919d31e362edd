import { map } from 'rxjs';

import type { One } from '../../operators/one.ts';
import { wkstaGetInfo } from '../../rpc/wkssvc.ts';
import { WKSSVC } from '../../wire/rpce/wkssvc/wkssvc.ts';
import type { Share } from '../share.ts';
import type { VerbOptions } from '../verb.ts';
import { served } from './served.ts';

/** What a server is as a machine ([MS-WKST] 2.2.5.1). */
export interface WorkstationInfo {
  readonly name: string;
  /** The domain or workgroup that it belongs to. */
  readonly domain: string;
  /** [MS-WKST] 2.2.2.1: 500 for Windows NT and its descendants, and for Samba. */
  readonly platformId: number;
  readonly versionMajor: number;
  readonly versionMinor: number;
}

/**
 * Name, domain and version of the machine that a mounted share lies on ([MS-WKST] 3.2.4.1).
 *
 * @throws {@link SmbError} `EACCES`, `ENOTSUP` (a server without this service)
 * @example
 * ```ts
 * const { domain } = await workstationInfo(share);
 * ```
 */
export function workstationInfo(share: Share, options: VerbOptions = {}): One<WorkstationInfo> {
  return served(share, { syscall: 'workstationInfo' }, options, WKSSVC, binding =>
    wkstaGetInfo(binding).pipe(
      map(({ computerName, langroup, platformId, versionMajor, versionMinor }) => ({
        name: computerName ?? '',
        domain: langroup ?? '',
        platformId,
        versionMajor,
        versionMinor,
      })),
    ),
  );
}
