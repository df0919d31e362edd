import { catchError, concat, defer, type Observable, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import { usingHandle } from '../../operators/using-handle.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { FileDispositionInformation } from '../../wire/fscc/file-disposition-information.ts';
import { AccessMask, CreateOptions, FileAttributes } from '../../wire/smb2/create.ts';
import { changeAttributes } from '../attributes.ts';
import { failedWith } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** What must be there to be removed. */
export const Kind = {
  ANY: 0,
  FILE: CreateOptions.NON_DIRECTORY_FILE,
  FOLDER: CreateOptions.DIRECTORY_FILE,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/**
 * Removes a file, a link itself, or an empty folder in one round trip; where it is read-only, clears that first.
 * By disposition, not by DELETE_ON_CLOSE: for a folder that is not empty Samba answers that with success.
 *
 * @param path as it goes to the wire
 */
export function remove(volume: Volume, path: string, kind: Kind): Observable<unknown> {
  const attempt = removeAsItIs(volume, path, kind);
  return attempt.pipe(
    catchError((error: unknown) => {
      if (!failedWith(error, NtStatus.STATUS_CANNOT_DELETE)) return throwError(() => error);
      return concat(
        makeWritable(volume, path, error),
        defer(() => attempt),
      );
    }),
  );
}

/** The same, but what is read-only stays, and is `EPERM`. */
export function removeAsItIs(volume: Volume, path: string, kind: Kind): Observable<unknown> {
  return compound(
    opening(volume, path, { access: AccessMask.DELETE, options: kind | CreateOptions.OPEN_REPARSE_POINT }),
    setInfo(RELATED, FileDispositionInformation, { deletePending: true }),
    close(RELATED),
  );
}

/** Clears the read-only attribute; `error` where it is not set, for then that is not the reason. */
function makeWritable(volume: Volume, path: string, error: SmbError): Observable<unknown> {
  const access = AccessMask.WRITE_ATTRIBUTES;
  const open = opening(volume, path, { access, options: CreateOptions.OPEN_REPARSE_POINT });
  return usingHandle<unknown>(open, (handle, { fileAttributes }) => {
    if ((fileAttributes & FileAttributes.READONLY) === 0) return throwError(() => error);
    return changeAttributes(handle, fileAttributes, { readonly: false });
  });
}

/**
 * The path on the wire of what is to be removed or moved.
 *
 * @throws {@link SmbError} `EBUSY` for the root: a variable that happens to be empty must not cost a share
 */
export function movable(volume: Volume, path: string): string {
  const wire = volume.toWire(path);
  if (wire !== volume.toWire('')) return wire;
  const message = `'${path}' is the root of the share, which stays where it is`;
  throw new SmbError({ code: 'EBUSY', message, outcome: 'not-sent' });
}
