import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  Observable,
  tap,
  throwError,
} from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import type { Open } from '../../commands/target.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileDispositionInformation } from '../../wire/fscc/file-disposition-information.ts';
import { FileRenameInformation } from '../../wire/fscc/file-rename-information.ts';
import { AccessMask, CreateDisposition, CreateOptions } from '../../wire/smb2/create.ts';
import { failedWith } from '../failed-with.ts';
import { tempName } from '../temp-name.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';
import { Kind, removeAsItIs } from './remove.ts';

/** What a file gets once its bytes are there. */
export interface StagedFile {
  /** Its name, on the wire. */
  readonly path: string;
  /** A file that has the name is replaced; else that is STATUS_OBJECT_NAME_COLLISION. */
  readonly replace: boolean;
  /** Times and attributes to set; what is left out stays as the server made it. */
  readonly basic: Partial<FileBasicInformation>;
}

/**
 * Makes a file under a temporary name in the folder of its own, lets `fill` write it, and gives it its name: nobody
 * ever sees it half written, and what it replaces is there until then. Whatever goes wrong, an unsubscribe at any
 * moment too, the temporary file is removed; only a link that breaks leaves it behind, and the next `sync` into that
 * folder finds it. Once the naming was sent it happens: whoever unsubscribes then finds the file, whole.
 */
export function stagedFile(
  volume: Volume,
  { path, replace, basic }: StagedFile,
  fill: (handle: Open) => Observable<unknown>,
): Observable<never> {
  return defer(() => {
    /** What has no name yet, and is to be removed by whoever takes it from here. */
    let unnamed: Open | undefined;
    let over = false;
    const take = () => {
      const mine = unnamed;
      unnamed = undefined;
      return mine;
    };
    const discard = defer(() => {
      const mine = take();
      return mine === undefined ? EMPTY : toItsEnd(removal(volume, mine));
    });
    const temporary = opening(volume, beside(path, tempName()), {
      access: AccessMask.WRITE_DATA | AccessMask.WRITE_ATTRIBUTES | AccessMask.DELETE,
      disposition: CreateDisposition.CREATE,
      options: CreateOptions.NON_DIRECTORY_FILE,
    });
    // not cancelled: of a CREATE that the server answers too late only the handle would be given back
    const made = toItsEnd(
      temporary.pipe(
        tap(({ handle }) => {
          unnamed = handle;
          if (over) discard.subscribe();
        }),
      ),
    );
    return made.pipe(
      concatMap(({ handle }) =>
        concat(
          fill(handle),
          defer(() => {
            take();
            return toItsEnd(naming(volume, handle, { path, replace, basic }));
          }),
        ),
      ),
      ignoreElements(),
      catchError((error: unknown) =>
        concat(
          discard,
          throwError(() => error),
        ),
      ),
      finalize(() => {
        over = true;
        discard.subscribe();
      }),
    );
  });
}

/** Gives an open file its name, times and attributes, and closes it; removes it where it does not get its name. */
function naming(volume: Volume, handle: Open, { path, replace, basic }: StagedFile): Observable<unknown> {
  const rename = setInfo(handle, FileRenameInformation, { replaceIfExists: replace, fileName: path });
  return compound(rename, setInfo(RELATED, FileBasicInformation, basic), close(RELATED)).pipe(
    catchError((error: unknown) => {
      // else it may have its name by now: what must not happen is that the finished file is removed
      const refused = error instanceof SmbError && error.index === 0;
      return concat(
        refused ? removal(volume, handle) : close(handle).pipe(ignoringErrors),
        throwError(() => error),
      );
    }),
  );
}

/** Removes an open file by closing it, in one round trip. Never fails. */
function removal(volume: Volume, handle: Open): Observable<never> {
  // not related: the CLOSE shall happen whatever becomes of the rest
  const removed = setInfo(handle, FileDispositionInformation, { deletePending: true });
  return compound(removed, close(handle)).pipe(
    catchError((error: unknown) => {
      // Samba 4.17 goes on with a chain whose first element failed: of the naming the CLOSE was carried out
      const closed = failedWith(error, NtStatus.STATUS_FILE_CLOSED) && handle.path !== undefined;
      return closed ? removeAsItIs(volume, handle.path, Kind.FILE) : EMPTY;
    }),
    ignoringErrors,
  );
}

/** Begins when it is subscribed, as ever; then it goes on to its end, though nobody waits any more. */
function toItsEnd<T>(source: Observable<T>): Observable<T> {
  return new Observable(subscriber => {
    source.subscribe({
      next: value => {
        subscriber.next(value);
      },
      error: error => {
        subscriber.error(error);
      },
      complete: () => {
        subscriber.complete();
      },
    });
  });
}

/** Another name in the same folder. */
function beside(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('\\') + 1) + name;
}

function ignoringErrors(source: Observable<unknown>): Observable<never> {
  return source.pipe(
    ignoreElements(),
    catchError(() => EMPTY),
  );
}
