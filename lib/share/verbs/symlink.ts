import { catchError, concat, concatMap, map, type Observable, of, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { fsctl } from '../../commands/fsctl.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { usingHandle } from '../../operators/using-handle.ts';
import type { SymlinkKind } from '../../target.ts';
import { FileDispositionInformation } from '../../wire/fscc/file-disposition-information.ts';
import { FSCTL_SET_REPARSE_POINT } from '../../wire/fscc/fsctl-reparse-point.ts';
import type { ReparsePoint } from '../../wire/fscc/reparse/reparse-data-buffer.ts';
import { AccessMask, CreateDisposition, CreateOptions, FileAttributes } from '../../wire/smb2/create.ts';
import { following } from '../following.ts';
import { junctionTo, symbolicLinkTo, targetOnWire } from '../link-target.ts';
import { done, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';
import { movable } from './remove.ts';
import { refusesReparse } from './reparse-point.ts';
import { makeXsym } from './xsym.ts';

/** What a link leads to. Windows tells links to folders from links to files. */
export type SymlinkType = 'file' | 'dir' | 'junction';

/** How a symbolic link is made. */
export interface SymlinkOptions extends VerbOptions {
  /** Default: what is there now under the target's name; a file where nothing is. */
  readonly type?: SymlinkType | null | undefined;
  /** What to make where the server has no reparse points. Default: the mount option of that name. */
  readonly symlinks?: SymlinkKind | undefined;
}

export function symlink(
  volume: Volume,
  target: string,
  path: string,
  options: SymlinkType | SymlinkOptions | null = {},
): One<void> {
  const given: SymlinkOptions = typeof options === 'string' ? { type: options } : (options ?? {});
  return done(volume, { syscall: 'symlink', path: target, dest: path }, given, volume => {
    if (target === '') {
      throw new SmbError({ code: 'ENOENT', message: 'a link must lead somewhere', outcome: 'not-sent' });
    }
    const { type, symlinks = volume.symlinks } = given;
    const wire = movable(volume, path);
    const point = type === 'junction' ? junctionTo(target) : symbolicLinkTo(volume, target, wire);
    const isFolder =
      type === undefined || type === null ? leadsToFolder(volume, wire, point) : of(type !== 'file');
    return isFolder.pipe(
      concatMap(folder => make(volume, wire, point, folder)),
      catchError((error: unknown) => {
        if (!refusesReparse(error)) return throwError(() => error);
        return symlinks === 'xsym' ? makeXsym(volume, target, wire) : throwError(() => unsupported(error));
      }),
    );
  });
}

function unsupported(error: unknown): unknown {
  const message =
    'The server cannot hold symbolic links. With { symlinks: "xsym" } rxsmb writes a file in its place that ' +
    'macOS and Linux (mfsymlinks) take for one.';
  return new SmbError({ code: 'ENOTSUP', message, command: 'IOCTL', cause: error });
}

/** Whether a folder is there now; what cannot be looked at is taken for a file, as on Windows. */
function leadsToFolder(volume: Volume, wire: string, point: ReparsePoint): Observable<boolean> {
  if (point.kind !== 'symlink') return of(true);
  const look = (on: Volume) => {
    const target = targetOnWire(on, wire, point);
    return compound(opening(on, target), close(RELATED)).pipe(
      map(([{ fileAttributes }]) => (fileAttributes & FileAttributes.DIRECTORY) !== 0),
    );
  };
  return following(volume, look).pipe(
    catchError((error: unknown) =>
      error instanceof SmbError && !error.fatal ? of(false) : throwError(() => error),
    ),
  );
}

/** A new file or folder that becomes a link, or goes again where it cannot. */
function make(volume: Volume, wire: string, point: ReparsePoint, folder: boolean): Observable<unknown> {
  const open = opening(volume, wire, {
    access: AccessMask.WRITE_ATTRIBUTES | AccessMask.WRITE_DATA | AccessMask.DELETE,
    disposition: CreateDisposition.CREATE,
    options:
      CreateOptions.OPEN_REPARSE_POINT |
      (folder ? CreateOptions.DIRECTORY_FILE : CreateOptions.NON_DIRECTORY_FILE),
  });
  return usingHandle<unknown>(open, handle =>
    fsctl(handle, FSCTL_SET_REPARSE_POINT, point).pipe(
      catchError((error: unknown) =>
        concat(
          setInfo(handle, FileDispositionInformation, { deletePending: true }),
          throwError(() => error),
        ),
      ),
    ),
  );
}
