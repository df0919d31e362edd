import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  endWith,
  finalize,
  ignoreElements,
  map,
  type Observable,
  tap,
  throwError,
} from 'rxjs';

import { close } from '../../commands/close.ts';
import type { CreateResponse } from '../../commands/create.ts';
import type { Pdu } from '../../commands/pdu.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import type { Open } from '../../commands/target.ts';
import { write } from '../../commands/write.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileRenameInformation } from '../../wire/fscc/file-rename-information.ts';
import { writeChunk } from '../../streams/chunk-size.ts';
import { writeAll } from '../../streams/write-all.ts';

/** What a file gets once its bytes are there. */
export interface StagedOptions {
  /** Ticks of 100 ns since 1601. */
  readonly lastWriteTime: bigint;
  /** Its name, on the wire; a file that has it is replaced. */
  readonly fileName: string;
  /** What to make of an error of the renaming, which leaves the whole file under the name that it was opened by. */
  readonly unnamed: (error: unknown) => unknown;
}

/**
 * Opens a new file under a temporary name, writes it, sets its time, gives it its name and closes it, through one
 * handle: two round trips for what fits in one WRITE. Not one, because the renaming may not be sent before the
 * count of the WRITE is known: a server whose disk is full may answer a WRITE with success and a small count, and
 * would go on with the chain. Emits once how many bytes there were.
 *
 * @param open needs the rights to write, to write attributes and to delete
 */
export function writeStaged(
  open: Pdu<CreateResponse>,
  data: Uint8Array,
  { lastWriteTime, fileName, unnamed }: StagedOptions,
): Observable<number> {
  return defer(() => {
    /** Open, and nobody closes it yet. */
    let handle: Open | undefined;
    const finish = () => {
      const mine = handle;
      handle = undefined;
      return mine === undefined ? EMPTY : close(mine);
    };
    const head = data.subarray(0, writeChunk(open.target));
    return begin(open, head, lastWriteTime).pipe(
      concatMap(([opened, count]) => {
        handle = opened;
        const rename = setInfo(opened, FileRenameInformation, { replaceIfExists: true, fileName });
        const renamed = compound(rename, close(RELATED)).pipe(
          tap(() => (handle = undefined)),
          catchError((error: unknown) => {
            const isClose = error instanceof SmbError && error.index === 1;
            return isClose ? finish() : throwError(() => unnamed(error));
          }),
        );
        return concat(complete(opened, data, count, lastWriteTime), renamed);
      }),
      catchError((error: unknown) => {
        const failed = throwError(() => error);
        return concat(defer(finish).pipe(catchError(() => failed)), failed);
      }),
      finalize(() => {
        finish().subscribe({ error: () => undefined });
      }),
      ignoreElements(),
      endWith(data.length),
    );
  });
}

/** The handle, and how many bytes the server took. */
function begin(
  open: Pdu<CreateResponse>,
  head: Uint8Array,
  lastWriteTime: bigint,
): Observable<readonly [Open, number]> {
  const stamp = setInfo(RELATED, FileBasicInformation, { lastWriteTime });
  if (head.length === 0) return compound(open, stamp).pipe(map(([{ handle }]) => [handle, 0]));
  return compound(open, write(RELATED, head, { offset: 0 }), stamp).pipe(
    map(([{ handle }, { count }]) => [handle, count]),
  );
}

/** Writes what the server has not taken yet, if there is any. */
function complete(handle: Open, data: Uint8Array, count: number, lastWriteTime: bigint): Observable<unknown> {
  if (count === data.length) return EMPTY;
  return concat(
    writeAll(handle, [data.subarray(count)], count),
    setInfo(handle, FileBasicInformation, { lastWriteTime }),
  );
}
