import { catchError, map, type Observable, throwError } from 'rxjs';

import type { One } from '../../operators/one.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { statusError } from '../../wire/erref/status-error.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { linkTextOf } from '../link-target.ts';
import { failedWith, one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { reparsePointOf, refusesReparse } from './reparse-point.ts';
import { xsymTarget } from './xsym.ts';

/** How the target of a link is given. */
export interface ReadlinkOptions extends VerbOptions, SnapshotOptions {
  /** `buffer` gives its bytes. Default `utf8`. */
  readonly encoding?: BufferEncoding | 'buffer' | null | undefined;
}

export function readlink(
  volume: Volume,
  path: string,
  options: BufferEncoding | 'buffer' | ReadlinkOptions | null = {},
): One<string | Buffer> {
  const given: ReadlinkOptions = typeof options === 'string' ? { encoding: options } : (options ?? {});
  const encoding = given.encoding ?? 'utf8';
  return one<string | Buffer>(volume, { syscall: 'readlink', path }, given, volume =>
    targetOf(volume, volume.toWire(path)).pipe(
      map(target => {
        if (encoding === 'utf8' || encoding === 'utf-8') return target; // lone surrogates survive
        const bytes = Buffer.from(target, 'utf8');
        return encoding === 'buffer' ? bytes : bytes.toString(encoding);
      }),
    ),
  );
}

/** The text of a link, be it a reparse point or an XSym file. */
function targetOf(volume: Volume, wire: string): Observable<string> {
  return reparsePointOf(volume, wire).pipe(
    map(point => linkTextOf(volume, point)),
    catchError((error: unknown) =>
      refusesReparse(error) ? xsymTarget(volume, wire).pipe(notFolder) : throwError(() => error),
    ),
    map(given),
  );
}

function given(target: string | undefined): string {
  if (target !== undefined) return target;
  throw statusError(NtStatus.STATUS_NOT_A_REPARSE_POINT);
}

/** A folder is no link, which `readlink` says in the same words as of a file. */
function notFolder<T>(source: Observable<T>): Observable<T> {
  return source.pipe(
    catchError((error: unknown) =>
      throwError(() =>
        failedWith(error, NtStatus.STATUS_FILE_IS_A_DIRECTORY)
          ? statusError(NtStatus.STATUS_NOT_A_REPARSE_POINT)
          : error,
      ),
    ),
  );
}
