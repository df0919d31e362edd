import { catchError, map, type Observable, of, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { queryInfo } from '../../commands/query-info.ts';
import { compound } from '../../operators/compound.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { FileInternalInformation } from '../../wire/fscc/file-internal-information.ts';
import { type Stats, statsFromCreate } from '../stats.ts';
import { failedWith } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** What lies at a path of the wire, in one round trip. */
export function look(volume: Volume, path: string): Observable<Stats> {
  return compound(
    opening(volume, path),
    queryInfo(RELATED, FileInternalInformation, { outputBufferLength: 8 }),
    close(RELATED),
  ).pipe(map(([created, { information }]) => statsFromCreate(created, information.indexNumber)));
}

/** The same, `undefined` where nothing has that name. */
export function find(volume: Volume, path: string): Observable<Stats | undefined> {
  const { STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND } = NtStatus;
  return look(volume, path).pipe(
    catchError((error: unknown) =>
      failedWith(error, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND)
        ? of(undefined)
        : throwError(() => error),
    ),
  );
}

/** Whether two are one and the same file, as far as the server numbers them. */
export function isSame(one: Stats, other: Stats): boolean {
  return one.fileId !== 0n && one.fileId === other.fileId;
}
