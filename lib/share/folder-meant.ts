import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  mergeMap,
  type Observable,
  throwError,
} from 'rxjs';

import { close } from '../commands/close.ts';
import { RELATED } from '../commands/plan.ts';
import { compound } from '../operators/compound.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { statusError } from '../wire/erref/status-error.ts';
import { splitPath } from '../wire/names.ts';
import { withoutStream } from '../wire/stream-name.ts';
import { CreateOptions, FileAttributes } from '../wire/smb2/create.ts';
import { opening } from './verbs/opening.ts';
import type { Volume } from './volume.ts';

/** Whether a path says by a `/` at its end, or by `/.`, that it is a folder's. The root needs no saying. */
export function meansFolder(path: string): boolean {
  return /\/\.?$/.test(path) && splitPath(path).length > 0;
}

/** A verb's work on a path; where that says that it is a folder's, only after the server has said the same. */
export function asMeant<T>(
  path: string,
  work: (volume: Volume) => Observable<T>,
): (volume: Volume) => Observable<T> {
  return meansFolder(path)
    ? volume =>
        concat(
          noFile(volume, path),
          defer(() => work(volume)),
        )
    : work;
}

/**
 * Fails where a file has that path. It asks instead of opening with DIRECTORY_FILE, since what a verb opens must stay
 * what it was: a link itself, for one that removes it. All other failures are left for the verb to meet.
 *
 * @throws {@link SmbError} `ENOTDIR`
 */
export function noFile(volume: Volume, path: string): Observable<never> {
  return defer(() => {
    const wire = withoutStream(volume.toWire(path)); // the stream of a file is no folder either
    return compound(opening(volume, wire, { options: CreateOptions.OPEN_REPARSE_POINT }), close(RELATED));
  }).pipe(
    catchError(() => EMPTY),
    mergeMap(([{ fileAttributes }]) => {
      const isFile = (fileAttributes & (FileAttributes.DIRECTORY | FileAttributes.REPARSE_POINT)) === 0;
      return isFile ? throwError(() => statusError(NtStatus.STATUS_NOT_A_DIRECTORY)) : EMPTY;
    }),
    ignoreElements(),
  );
}

/** Why no file can be made where a path means a folder, as Linux has it. */
export function noFileThere(): Error {
  return statusError(NtStatus.STATUS_FILE_IS_A_DIRECTORY, { outcome: 'not-sent' });
}
