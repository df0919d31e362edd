import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  type Observable,
  tap,
  throwError,
} from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import type { Open } from '../../commands/target.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileDispositionInformation } from '../../wire/fscc/file-disposition-information.ts';
import { FileRenameInformation } from '../../wire/fscc/file-rename-information.ts';
import { AccessMask, CreateDisposition, CreateOptions } from '../../wire/smb2/create.ts';
import { tempName } from '../temp-name.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

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
 * ever sees it half written, and what it replaces is there until then. Whatever goes wrong, an unsubscribe too, the
 * temporary file is removed; only a link that breaks leaves it behind, and the next `sync` into that folder finds it.
 */
export function stagedFile(
  volume: Volume,
  { path, replace, basic }: StagedFile,
  fill: (handle: Open) => Observable<unknown>,
): Observable<never> {
  return defer(() => {
    let handle: Open | undefined;
    /** It may have its name by now: what must not happen is that the finished file is removed. */
    let naming = false;
    const discard = defer(() => {
      const mine = handle;
      handle = undefined;
      if (mine === undefined) return EMPTY;
      const remove = setInfo(mine, FileDispositionInformation, { deletePending: true });
      return concat(naming ? EMPTY : remove.pipe(ignoringErrors), close(mine).pipe(ignoringErrors));
    });
    const name = (opened: Open): Observable<unknown> => {
      const rename = setInfo(opened, FileRenameInformation, { replaceIfExists: replace, fileName: path });
      naming = true;
      return compound(rename, setInfo(RELATED, FileBasicInformation, basic), close(RELATED)).pipe(
        tap({
          complete: () => (handle = undefined),
          error: error => (naming = !(error instanceof SmbError && error.index === 0)),
        }),
      );
    };
    const temporary = opening(volume, beside(path, tempName()), {
      access: AccessMask.WRITE_DATA | AccessMask.WRITE_ATTRIBUTES | AccessMask.DELETE,
      disposition: CreateDisposition.CREATE,
      options: CreateOptions.NON_DIRECTORY_FILE,
    });
    return temporary.pipe(
      concatMap(opened => {
        handle = opened.handle;
        return concat(
          fill(handle),
          defer(() => name(opened.handle)),
        );
      }),
      ignoreElements(),
      catchError((error: unknown) =>
        concat(
          discard,
          throwError(() => error),
        ),
      ),
      finalize(() => discard.subscribe()),
    );
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
