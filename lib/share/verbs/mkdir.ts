import { catchError, concatMap, map, type Observable, throwError } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { statusError } from '../../wire/erref/status-error.ts';
import { splitPath } from '../../wire/names.ts';
import { CreateAction, CreateDisposition, CreateOptions } from '../../wire/smb2/create.ts';
import { failedWith, one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

/** How to make a folder. */
export interface MkdirOptions extends VerbOptions {
  /** Makes the folders on the way too, and is content with one that is there. Default: false. */
  readonly recursive?: boolean | undefined;
  /** Ignored: Windows inherits rights from the folder above. */
  readonly mode?: number | string | undefined;
}

export function mkdir(volume: Volume, path: string, options: MkdirOptions = {}): One<string | undefined> {
  return one(volume, { syscall: 'mkdir', path }, options, volume => {
    const parts = partsOf(volume.toWire(path));
    if (options.recursive !== true)
      return make(volume, parts, CreateDisposition.CREATE).pipe(map(() => undefined));
    return makeAll(volume, parts).pipe(
      map(level =>
        // counted from the end: what stands before it may be another path on the wire
        level === undefined ? undefined : shown(path, splitPath(path).length - (parts.length - level)),
      ),
      catchError((error: unknown) => throwError(() => inItsPlace(error, parts))),
    );
  });
}

/** Makes one folder; tells whether it was not there before. */
function make(volume: Volume, parts: readonly string[], disposition: CreateDisposition): Observable<boolean> {
  const folder = opening(volume, parts.join('\\'), { disposition, options: CreateOptions.DIRECTORY_FILE });
  return compound(folder, close(RELATED)).pipe(
    map(([{ createAction }]) => createAction === CreateAction.CREATED),
  );
}

/** Tries the whole path first, which is there more often than not; emits how many parts the first new one has. */
function makeAll(volume: Volume, parts: readonly string[]): Observable<number | undefined> {
  const level = (created: boolean) => (created ? parts.length : undefined);
  const attempt = make(volume, parts, CreateDisposition.OPEN_IF).pipe(map(level));
  return attempt.pipe(
    catchError((error: unknown) => {
      if (parts.length < 2 || !failedWith(error, NtStatus.STATUS_OBJECT_PATH_NOT_FOUND))
        return throwError(() => error);
      const above = makeAll(volume, parts.slice(0, -1));
      return above.pipe(concatMap(first => attempt.pipe(map(own => first ?? own))));
    }),
  );
}

/** A file where the folder shall be is EEXIST; on the way there it is ENOTDIR. */
function inItsPlace(error: unknown, parts: readonly string[]): unknown {
  const file = failedWith(error, NtStatus.STATUS_NOT_A_DIRECTORY) && error.path === parts.join('\\');
  return file ? statusError(NtStatus.STATUS_OBJECT_NAME_COLLISION, { command: 'CREATE' }) : error;
}

function partsOf(wire: string): string[] {
  return wire === '' ? [] : wire.split('\\');
}

/** The first parts of a path, as it was given. */
function shown(path: string, parts: number): string {
  return (path.startsWith('/') ? '/' : '') + splitPath(path).slice(0, Math.max(parts, 0)).join('/');
}
