import { catchError, concat, concatMap, type Observable, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import type { CreateResponse } from '../../commands/create.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { statusError } from '../../wire/erref/status-error.ts';
import { FileRenameInformation } from '../../wire/fscc/file-rename-information.ts';
import { AccessMask, CreateOptions, FileAttributes } from '../../wire/smb2/create.ts';
import { meansFolder, noFile } from '../folder-meant.ts';
import { done, failedWith, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';
import { Kind, movable, remove } from './remove.ts';

/** How to rename. */
export interface RenameOptions extends VerbOptions {
  /** Replaces what has the new name, as `fs.rename` does; false makes that `EEXIST`. Default: true. */
  readonly replace?: boolean | undefined;
}

export function rename(volume: Volume, path: string, dest: string, options: RenameOptions = {}): One<void> {
  const { replace = true } = options;
  return done(volume, { syscall: 'rename', path, dest }, options, volume => {
    const from = movable(volume, path);
    const to = movable(volume, dest);
    if (to.startsWith(`${from}\\`)) throw statusError(NtStatus.STATUS_INVALID_PARAMETER); // Samba: as if it were busy
    const attempt = compound(
      opening(volume, from, { access: AccessMask.DELETE, options: CreateOptions.OPEN_REPARSE_POINT }),
      setInfo(RELATED, FileRenameInformation, { replaceIfExists: replace, fileName: to }),
      close(RELATED),
    );
    const renaming =
      !replace || from.toLowerCase() === to.toLowerCase()
        ? attempt
        : attempt.pipe(catchError((error: unknown) => overFolder(volume, to, attempt, error)));
    return meansFolder(dest) ? concat(noFile(volume, path), renaming) : renaming;
  });
}

/** SMB refuses to replace where a folder is involved; POSIX has an error for each case, and one that works. */
function overFolder(
  volume: Volume,
  to: string,
  attempt: Observable<unknown>,
  error: unknown,
): Observable<unknown> {
  const { STATUS_ACCESS_DENIED, STATUS_OBJECT_NAME_COLLISION } = NtStatus;
  if (!failedWith(error, STATUS_ACCESS_DENIED, STATUS_OBJECT_NAME_COLLISION) || error.index !== 1)
    return throwError(() => error);
  const context = { command: 'SET_INFO' };
  const source = isFolder(error.responses?.[0] as CreateResponse);
  const look = compound(opening(volume, to), close(RELATED)).pipe(catchError(() => throwError(() => error)));
  return look.pipe(
    concatMap(([found]) => {
      const target = isFolder(found);
      if (source && target) return concat(remove(volume, to, Kind.FOLDER), attempt); // or ENOTEMPTY
      if (source) return throwError(() => statusError(NtStatus.STATUS_NOT_A_DIRECTORY, context));
      if (target) return throwError(() => statusError(NtStatus.STATUS_FILE_IS_A_DIRECTORY, context));
      return throwError(() => error);
    }),
  );
}

function isFolder({ fileAttributes }: CreateResponse): boolean {
  return (fileAttributes & FileAttributes.DIRECTORY) !== 0;
}
