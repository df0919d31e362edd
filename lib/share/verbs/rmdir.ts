import { catchError, throwError } from 'rxjs';

import type { One } from '../../operators/one.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { done, failedWith, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { Kind, movable, remove } from './remove.ts';
import { rm } from './rm.ts';

/** How to remove a folder. */
export interface RmdirOptions extends VerbOptions {
  /** With all that lies in it, as `rm` does it, but a file is `ENOTDIR`. Default: false. */
  readonly recursive?: boolean | undefined;
}

export function rmdir(volume: Volume, path: string, options: RmdirOptions = {}): One<void> {
  return done(volume, { syscall: 'rmdir', path }, options, volume => {
    const folder = remove(volume, movable(volume, path), Kind.FOLDER);
    if (options.recursive !== true) return folder;
    return folder.pipe(
      catchError((error: unknown) =>
        failedWith(error, NtStatus.STATUS_DIRECTORY_NOT_EMPTY)
          ? rm(volume, path, { recursive: true })
          : throwError(() => error),
      ),
    );
  });
}
