import { catchError, map, type Observable, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { queryInfo, type QueryInfoOptions } from '../../commands/query-info.ts';
import { compound } from '../../operators/compound.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import type { InformationClass } from '../../wire/fscc/information-class.ts';
import { failedWith } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** As much as goes without a larger charge, and more than hardly any answer needs. */
const FIRST_ROOM = 65_536;
const LARGER = 16;
/** [MS-SMB2] 3.3.5.20.1: what servers say where the room is too small for all of it, for one entry, for the fixed part. */
const SHORT = [
  NtStatus.STATUS_BUFFER_OVERFLOW,
  NtStatus.STATUS_BUFFER_TOO_SMALL,
  NtStatus.STATUS_INFO_LENGTH_MISMATCH,
];

/**
 * What the server tells of a path, in one round trip; an answer that does not fit is asked for again with more room,
 * up to what the server gives in one request.
 *
 * @param access bits of `AccessMask` that the class needs
 */
export function asking<T>(
  volume: Volume,
  path: string,
  what: InformationClass<T, never>,
  access = 0,
  options: QueryInfoOptions = {},
): Observable<T> {
  const most = volume.tree.address().limits.maxTransactSize;
  const ask = (room: number): Observable<T> =>
    compound(
      opening(volume, path, { access }),
      queryInfo(RELATED, what, { ...options, outputBufferLength: room }),
      close(RELATED),
    ).pipe(
      map(([, { information }]) => information),
      catchError((error: unknown) => {
        return failedWith(error, ...SHORT) && room < most
          ? ask(Math.min(room * LARGER, most))
          : throwError(() => error);
      }),
    );
  return ask(Math.min(options.outputBufferLength ?? FIRST_ROOM, most));
}
