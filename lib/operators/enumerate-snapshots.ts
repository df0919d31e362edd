import { catchError, concatMap, map, type Observable, of, throwError } from 'rxjs';

import { fsctl } from '../commands/fsctl.ts';
import type { Open } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import {
  FSCTL_SRV_ENUMERATE_SNAPSHOTS,
  SNAPSHOT_ARRAY_HEAD,
  type SrvSnapshotArray,
} from '../wire/smb2/fsctl-srv-enumerate-snapshots.ts';

/** How {@link enumerateSnapshots} asks. */
export interface EnumerateSnapshotsOptions {
  /** Bytes of answer to make room for at first. Default 64 KiB, which is 1,300 snapshots. */
  readonly room?: number | undefined;
}

/** What every server has room for: how many there are, and how much they take. */
const COUNT_ONLY = 16;

/** Snapshots may be made while they are counted; more often than this they are not. */
const ATTEMPTS = 4;

/**
 * The tokens (`@GMT-2026.01.31-10.00.00`) of the snapshots of the volume that a file or folder lies on
 * ([MS-SMB2] 2.2.32.2). Asks again, with more room, where the server says that they take more. `share.snapshots`
 * gives them with their times.
 *
 * @throws {@link SmbError} `ENOTSUP` where the share has no snapshots
 * @example
 * ```ts
 * usingHandle(create(share.tree, root), handle => enumerateSnapshots(handle)).subscribe(console.log);
 * ```
 */
export function enumerateSnapshots(
  handle: Open,
  { room = FSCTL_SRV_ENUMERATE_SNAPSHOTS.room }: EnumerateSnapshotsOptions = {},
): Observable<readonly string[]> {
  const ask = (maxOutputResponse: number) =>
    fsctl(handle, FSCTL_SRV_ENUMERATE_SNAPSHOTS, undefined, { maxOutputResponse }).pipe(
      map(({ output }) => output),
    );
  const attempt = (size: number, left: number): Observable<readonly string[]> =>
    ask(size).pipe(
      // Samba refuses where Windows counts
      catchError((error: unknown) => (isTooSmall(error) ? ask(COUNT_ONLY) : throwError(() => error))),
      concatMap(told => {
        if (told.snapshots.length >= told.numberOfSnapshots) return of(told.snapshots);
        if (left === 1) return throwError(() => elusive(told));
        const { maxTransactSize } = handle.address().limits;
        return attempt(Math.min(SNAPSHOT_ARRAY_HEAD + told.snapshotArraySize, maxTransactSize), left - 1);
      }),
    );
  return attempt(room, ATTEMPTS);
}

function isTooSmall(error: unknown): boolean {
  return error instanceof SmbError && error.ntstatus === NtStatus.STATUS_BUFFER_TOO_SMALL;
}

function elusive({ numberOfSnapshots, snapshots }: SrvSnapshotArray): SmbError {
  const message = `the server has ${numberOfSnapshots} snapshots and names ${snapshots.length} of them only`;
  return new SmbError({ code: 'ERR_SMB_TRUNCATED', message, command: 'IOCTL' });
}
