import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  endWith,
  filter,
  ignoreElements,
  type MonoTypeOperatorFunction,
  type Observable,
  type ObservableInput,
  take,
  tap,
  throwError,
} from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { parallel } from '../../operators/parallel.ts';
import { isElsewhere, walk, type WalkItem } from '../../operators/walk.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { FileAttributes } from '../../wire/smb2/create.ts';
import { below } from '../dirent.ts';
import { done, failedWith, named, type VerbName, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';
import { Kind, movable, remove } from './remove.ts';

/** How to remove. */
export interface RmOptions extends VerbOptions {
  /** Folders with all that lies in them. Default: false, and a folder is an error. */
  readonly recursive?: boolean | undefined;
  /** What is not there is no error. Default: false. */
  readonly force?: boolean | undefined;
  /** Files that are removed at once. Default: 8. */
  readonly concurrency?: number | undefined;
}

export function rm(volume: Volume, path: string, options: RmOptions = {}): One<void> {
  const { recursive = false, force = false, concurrency = 8 } = options;
  return done(volume, { syscall: 'rm', path }, options, volume => {
    const wire = movable(volume, path);
    const nameOf = (item: Pick<WalkItem, 'path'>) => ({
      syscall: 'rm',
      path: below(path, volume.pathFromWire(item.path)),
    });
    const emptied = (folder: string) => whatStays(volume, wire, folder, nameOf);
    const removeItem = (kind: Kind) => (item: WalkItem) =>
      remove(volume, `${wire}\\${item.path}`, kind).pipe(
        unlessGone,
        emptied(item.path),
        catchError((error: unknown) => throwError(() => named(error, nameOf(item)))),
      );
    const work = recursive
      ? removeAll(volume, wire, linksOf(volume, wire, nameOf), kind =>
          parallel(concurrency, removeItem(kind)),
        ).pipe(emptied(''))
      : remove(volume, wire, Kind.FILE);
    return force ? work.pipe(unlessGone) : work;
  });
}

/** Removes many at once. */
type RemoveAll = (kind: Kind) => (items: ObservableInput<WalkItem>) => Observable<unknown>;

/**
 * On a share of a namespace (DFS) its links are looked for before anything is removed: they are an administrator's,
 * and what lies behind them another share's. Fails where there is one.
 */
function linksOf(volume: Volume, path: string, nameOf: (item: WalkItem) => VerbName): Observable<never> {
  return defer(() => {
    const { tree } = volume;
    if (tree.address().dfsPrefix === undefined) return EMPTY;
    return walk(tree, path).pipe(
      tap(item => {
        if (isElsewhere(item.entry)) throw linked(nameOf(item));
      }),
      ignoreElements(),
    );
  });
}

function linked(name: VerbName): SmbError {
  const message = `'${name.path}' is a link of the namespace (DFS), which this verb does not remove; nothing was removed`;
  return new SmbError({ ...name, code: 'EXDEV', message, outcome: 'not-sent' });
}

/** Often there is nothing below, and then one round trip is all. */
function removeAll(
  volume: Volume,
  path: string,
  links: Observable<never>,
  each: RemoveAll,
): Observable<unknown> {
  return remove(volume, path, Kind.ANY).pipe(
    catchError((error: unknown) =>
      failedWith(error, NtStatus.STATUS_DIRECTORY_NOT_EMPTY)
        ? concat(links, empty(volume, path, each), remove(volume, path, Kind.FOLDER))
        : throwError(() => error),
    ),
  );
}

/** Entries of a folder that are looked at for the reason that it is not empty. */
const MOST_LOOKS = 16;

/**
 * Where a folder is not empty though all in it was removed, somebody may have a file of it open, which then goes only
 * when he closes it: that file is the reason, and not the folder.
 */
function whatStays(
  volume: Volume,
  start: string,
  folder: string,
  nameOf: (item: Pick<WalkItem, 'path'>) => VerbName,
): MonoTypeOperatorFunction<unknown> {
  return catchError((error: unknown) => {
    if (!failedWith(error, NtStatus.STATUS_DIRECTORY_NOT_EMPTY)) return throwError(() => error);
    const prefix = folder === '' ? '' : `${folder}\\`;
    const entries = walk(volume.tree, `${start}\\${folder}`.replace(/\\$/, ''), { depth: 1 });
    return entries.pipe(
      take(MOST_LOOKS),
      concatMap(({ path }) =>
        compound(opening(volume, `${start}\\${prefix}${path}`), close(RELATED)).pipe(
          ignoreElements(),
          catchError((reason: unknown) => {
            const pending = failedWith(reason, NtStatus.STATUS_DELETE_PENDING);
            return pending ? throwError(() => stillOpen(nameOf({ path: prefix + path }))) : EMPTY;
          }),
        ),
      ),
      catchError((reason: unknown) => throwError(() => (isBusy(reason) ? reason : error))),
      endWith(undefined),
      concatMap(() => throwError(() => error)),
    );
  });
}

function isBusy(error: unknown): boolean {
  return error instanceof SmbError && error.code === 'EBUSY';
}

function stillOpen(name: VerbName): SmbError {
  const message = `'${name.path}' is open in another program, and goes when that closes it`;
  const ntstatus = NtStatus.STATUS_DELETE_PENDING;
  const status = 'STATUS_DELETE_PENDING';
  return new SmbError({ ...name, code: 'EBUSY', message, status, ntstatus, retryable: true });
}

/** First all files, while the walk goes on; then the folders, the deepest level first. */
function empty({ tree }: Volume, path: string, each: RemoveAll): Observable<unknown> {
  return defer(() => {
    const levels: WalkItem[][] = [];
    const isFile = (item: WalkItem) => {
      const { isDirectory, depth, entry } = item;
      if (!isDirectory || (entry.fileAttributes & FileAttributes.REPARSE_POINT) !== 0) return true;
      (levels[depth] ??= []).push(item);
      return false;
    };
    const files = walk(tree, path).pipe(filter(isFile), each(Kind.ANY));
    const folders = defer(() => concat(...levels.slice(1).reverse().map(each(Kind.FOLDER))));
    return concat(files, folders);
  });
}

/** Somebody else was faster, or it goes when its last user closes it. */
function unlessGone(source: Observable<unknown>): Observable<unknown> {
  return source.pipe(
    catchError((error: unknown) =>
      error instanceof SmbError && error.code === 'ENOENT' ? EMPTY : throwError(() => error),
    ),
  );
}
