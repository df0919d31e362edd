import { catchError, concatMap, defer, EMPTY, map, type Observable, of, throwError } from 'rxjs';

import type { CreateResponse } from '../../commands/create.ts';
import { queryInfo } from '../../commands/query-info.ts';
import type { Open } from '../../commands/target.ts';
import { SmbError } from '../../errors.ts';
import { cloneOnServer } from '../../operators/clone-on-server.ts';
import { copyOnServer } from '../../operators/copy-on-server.ts';
import type { One } from '../../operators/one.ts';
import { usingHandle } from '../../operators/using-handle.ts';
import { copyThrough } from '../../streams/copy-through.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { statusError } from '../../wire/erref/status-error.ts';
import type { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { FileInternalInformation } from '../../wire/fscc/file-internal-information.ts';
import { AccessMask, CreateOptions, FileAttributes } from '../../wire/smb2/create.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { asMeant, meansFolder, noFileThere } from '../folder-meant.ts';
import { doneApart, placed, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { find } from './look.ts';
import { opening } from './opening.ts';
import { stagedFile } from './staged-file.ts';

/** How to copy a file. A `snapshot` is of the source: so a file of the past comes back, under its own name too. */
export interface CopyFileOptions extends VerbOptions, SnapshotOptions {
  /** `COPYFILE_EXCL`, `COPYFILE_FICLONE` and `COPYFILE_FICLONE_FORCE` of `fs.constants`, or'ed. Default 0. */
  readonly mode?: number | undefined;
  /** The copy gets the times of the source, to the last digit. Default: false, it is as new as it is. */
  readonly preserveTimestamps?: boolean | undefined;
}

/** The bits of `fs.constants`. */
const CopyMode = { EXCL: 1, FICLONE: 2, FICLONE_FORCE: 4 } as const;

/** Read-only, hidden and the like belong to a file; whether it is compressed or sparse is the server's concern. */
const KEPT =
  FileAttributes.READONLY |
  FileAttributes.HIDDEN |
  FileAttributes.SYSTEM |
  FileAttributes.ARCHIVE |
  FileAttributes.NOT_CONTENT_INDEXED;

export function copyFile(
  volume: Volume,
  src: string,
  dest: string,
  modeOrOptions: number | CopyFileOptions = {},
): One<void> {
  const options = typeof modeOrOptions === 'number' ? { mode: modeOrOptions } : modeOrOptions;
  return doneApart(volume, { syscall: 'copyfile', path: src, dest }, options, volume =>
    copying(volume, src, dest, options),
  );
}

/** The work of it, for whoever copies many. */
export function copying(
  volume: Volume,
  src: string,
  dest: string,
  { mode = 0, preserveTimestamps = false, snapshot }: CopyFileOptions,
): Observable<never> {
  const replace = (checkMode(mode) & CopyMode.EXCL) === 0;
  if (meansFolder(dest)) throw noFileThere();
  const work = (origin: Volume) => {
    const source = opening(origin, origin.toWire(src), {
      access: AccessMask.READ_DATA,
      options: CreateOptions.NON_DIRECTORY_FILE,
    });
    return usingHandle(source, (from, response) =>
      placed(volume, dest, {}, target => {
        const to = target.toWire(dest);
        const fill = strategyOf(mode, from.tree.session === target.tree.session);
        // the past of a file is another one, though it may have its number; so is a file of another share
        const twin = snapshot === undefined && from.tree === target.tree ? from : undefined;
        return room(target, to, twin, replace).pipe(
          concatMap(same => {
            if (same) return EMPTY; // as libuv has it
            const basic = basicOf(response, preserveTimestamps);
            return stagedFile(target, { path: to, replace, basic }, into =>
              fill(from, into, Number(response.endOfFile)),
            );
          }),
        );
      }),
    );
  };
  return placed(volume, src, { snapshot }, asMeant(src, work));
}

function checkMode(mode: number): number {
  if (Number.isInteger(mode) && mode >= 0 && mode <= 7) return mode;
  const message = `mode must be made of COPYFILE_EXCL, COPYFILE_FICLONE, COPYFILE_FICLONE_FORCE, not ${mode}`;
  throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

/**
 * Looks before the long work whether the copy could get its name; emits whether it is the source that has it.
 *
 * @param from a source that could be the same file
 */
function room(volume: Volume, to: string, from: Open | undefined, replace: boolean): Observable<boolean> {
  return find(volume, to).pipe(
    concatMap(found => {
      if (found === undefined) return of(false);
      if (!replace) throw statusError(NtStatus.STATUS_OBJECT_NAME_COLLISION, { command: 'CREATE' });
      if (found.isDirectory()) throw statusError(NtStatus.STATUS_FILE_IS_A_DIRECTORY, { command: 'CREATE' });
      if (from === undefined) return of(false);
      return queryInfo(from, FileInternalInformation, { outputBufferLength: 8 }).pipe(
        map(({ information }) => found.fileId !== 0n && found.fileId === information.indexNumber),
      );
    }),
  );
}

function basicOf(
  { fileAttributes, creationTime, lastAccessTime, lastWriteTime }: CreateResponse,
  preserveTimestamps: boolean,
): Partial<FileBasicInformation> {
  return {
    fileAttributes: fileAttributes & KEPT || FileAttributes.NORMAL,
    ...(preserveTimestamps && { creationTime, lastAccessTime, lastWriteTime }),
  };
}

/** Fills a new file from another one. */
type Fill = (from: Open, into: Open, size: number) => Observable<unknown>;

/**
 * The cheapest way that the server knows, and that the mode allows.
 *
 * @param near both files are open on one session: a server copies nothing from another one
 */
function strategyOf(mode: number, near: boolean): Fill {
  if (!near) {
    if ((mode & CopyMode.FICLONE_FORCE) === 0) return copyThrough;
    const message = 'a file is cloned on its own server only, and the destination lies on another one (DFS)';
    throw new SmbError({ code: 'EXDEV', message, outcome: 'not-sent' });
  }
  if ((mode & CopyMode.FICLONE_FORCE) !== 0) return cloneOnServer;
  const copy: Fill = (from, into, size) =>
    orElse(copyOnServer(from, into, size), () => copyThrough(from, into, size));
  if ((mode & CopyMode.FICLONE) === 0) return copy;
  return (from, into, size) => orElse(cloneOnServer(from, into, size), () => copy(from, into, size));
}

/**
 * Where the server does not copy: it does not know the code, wants it otherwise, does not know the source, which
 * may lie on another server behind the same name, or has it on another volume.
 */
function orElse(way: Observable<unknown>, other: () => Observable<unknown>): Observable<unknown> {
  return way.pipe(
    catchError((error: unknown) => {
      const unable =
        error instanceof SmbError &&
        error.command === 'IOCTL' &&
        ['ENOTSUP', 'ENOENT', 'EINVAL', 'EXDEV'].includes(error.code);
      return unable ? defer(other) : throwError(() => error);
    }),
  );
}
