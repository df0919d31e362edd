import {
  AsyncSubject,
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  forkJoin,
  ignoreElements,
  map,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  tap,
  throwError,
} from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { setInfo } from '../../commands/set-info.ts';
import type { Tree } from '../../commands/target.ts';
import { SmbError } from '../../errors.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { parallel } from '../../operators/parallel.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { statusError } from '../../wire/erref/status-error.ts';
import { FileBasicInformation } from '../../wire/fscc/file-basic-information.ts';
import { ReparseTag } from '../../wire/fscc/reparse/reparse-tag.ts';
import { AccessMask, FileAttributes } from '../../wire/smb2/create.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { below, type WalkEntry } from '../dirent.ts';
import { asMeant } from '../folder-meant.ts';
import type { Stats } from '../stats.ts';
import { doneApart, named, placed, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { copying } from './copy-file.ts';
import { find, isSame, look as lookAt } from './look.ts';
import { mkdir } from './mkdir.ts';
import { opening } from './opening.ts';
import { readlink } from './readlink.ts';
import { Kind, remove } from './remove.ts';
import { symlink } from './symlink.ts';
import { walk } from './walk.ts';

/** How to copy files and folders, as `fs.cp` has it. A `snapshot` is of the source, as with `copyFile`. */
export interface CpOptions extends VerbOptions, SnapshotOptions {
  /** Folders with all that lies in them. Default: false, and a folder is an error. */
  readonly recursive?: boolean | undefined;
  /** Files that are there are replaced. Default: true; false leaves them alone. */
  readonly force?: boolean | undefined;
  /** With `force: false`, a file that is there is an error. Default: false. */
  readonly errorOnExist?: boolean | undefined;
  /** False, or a promise of it, leaves out a file, or a folder with all that lies in it. Default: everything. */
  readonly filter?: ((src: string, dest: string) => boolean | Promise<boolean>) | undefined;
  /** Copies get the times of their sources, folders too. Default: false. */
  readonly preserveTimestamps?: boolean | undefined;
  /** As of `copyFile`. Default 0. */
  readonly mode?: number | undefined;
  /** Files that are copied at once. Default: 8. */
  readonly concurrency?: number | undefined;
}

const CONCURRENCY = 8;
const COPYFILE_EXCL = 1;

export function cp(volume: Volume, src: string, dest: string, options: CpOptions = {}): One<void> {
  return doneApart(volume, { syscall: 'cp', path: src, dest }, options, volume =>
    new Copying(volume, src, dest, options).start(),
  );
}

/** What lies at a path, and where that is. */
interface Found {
  readonly stats: Stats;
  readonly tree: Tree;
}

class Copying {
  readonly #volume: Volume;
  readonly #src: string;
  readonly #dest: string;
  readonly #options: CpOptions;
  /** Of each folder below the start that was met, by its path: whether it is copied, once it is there. */
  readonly #folders = new Map<string, Observable<boolean>>();
  /** Folders that were copied: they get their times when nothing is made in them any more. */
  readonly #made: (readonly [path: string, stats: Stats])[] = [];

  constructor(volume: Volume, src: string, dest: string, options: CpOptions) {
    this.#volume = volume;
    this.#src = src;
    this.#dest = dest;
    this.#options = options;
  }

  start(): Observable<unknown> {
    const [from, to] = [this.#src, this.#dest].map(path => this.#volume.toWire(path)) as [string, string];
    const { snapshot } = this.#options;
    const look = (on: Volume) =>
      lookAt(on, on.toWire(this.#src)).pipe(map((stats): Found => ({ stats, tree: on.tree })));
    const source = placed(this.#volume, this.#src, { snapshot }, asMeant(this.#src, look));
    const both = forkJoin([source, this.#find(this.#dest)]);
    return this.#wanted(this.#src, this.#dest).pipe(
      concatMap(wanted => (wanted ? both : EMPTY)),
      concatMap(([source, target]) => {
        // the past neither changes nor grows while it is copied
        const past = snapshot !== undefined;
        const same = from === to || (target !== undefined && isOne(source, target));
        if (same && !past) throw impossible('source and destination are the same');
        const above = target === undefined ? this.#make(folderOf(this.#dest)) : EMPTY;
        if (!source.stats.isDirectory()) return concat(above, this.#copy(this.#src, this.#dest));
        if (this.#options.recursive !== true) throw statusError(NtStatus.STATUS_FILE_IS_A_DIRECTORY);
        if (target?.stats.isDirectory() === false) throw statusError(NtStatus.STATUS_NOT_A_DIRECTORY);
        return concat(past ? EMPTY : this.#apart(source, from, to), above, this.#copyAll(source.stats));
      }),
    );
  }

  /** What lies at a path of the destination's side. */
  #find(path: string): Observable<Found | undefined> {
    const look = (on: Volume) =>
      find(on, on.toWire(path)).pipe(map(stats => stats && { stats, tree: on.tree }));
    return placed(this.#volume, path, {}, asMeant(path, look));
  }

  /** A folder that is copied into itself would never end. Names may lie: the server's numbers do not. */
  #apart(source: Found, from: string, to: string): Observable<unknown> {
    const folder = from === '' ? '' : `${from}\\`;
    const inside = () => impossible('a folder cannot be copied into itself');
    if (to.toLowerCase().startsWith(folder.toLowerCase())) return throwError(inside);
    const parts = this.#dest.split('/');
    const paths = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
    const above = paths.filter(path => path !== '');
    return parallel(CONCURRENCY, (path: string) => this.#find(path))(above).pipe(
      tap(found => {
        if (found !== undefined && isOne(found, source)) throw inside();
      }),
    );
  }

  #copyAll(source: Stats): Observable<unknown> {
    const { concurrency = CONCURRENCY, preserveTimestamps = false, filter, snapshot } = this.#options;
    const verdicts = new Map<string, boolean | Promise<boolean>>();
    let waits = false;
    // what a filter refuses at once is not even listed; one that gives promises is asked when its turn comes
    const descend = ({ path }: WalkEntry) => {
      if (filter === undefined || waits) return true;
      const verdict = filter(below(this.#src, path), below(this.#dest, path));
      verdicts.set(path, verdict);
      waits = typeof verdict !== 'boolean';
      return verdict !== false;
    };
    const each = (entry: WalkEntry) => this.#entry(entry, verdicts.get(entry.path));
    this.#made.push([this.#dest, source]);
    const stamps = defer(() => parallel(concurrency, stamp(this.#volume))(this.#made));
    return concat(
      this.#make(this.#dest),
      walk(this.#volume, this.#src, { descend, snapshot }).pipe(parallel(concurrency, each)),
      preserveTimestamps ? stamps : EMPTY,
    );
  }

  /** Entries come after the folder they lie in, so none waits for one that waits for it. */
  #entry(entry: WalkEntry, verdict: boolean | Promise<boolean> | undefined): Observable<unknown> {
    const { path, stats } = entry;
    const [src, dest] = [below(this.#src, path), below(this.#dest, path)];
    const wanted = (this.#folders.get(folderOf(path)) ?? of(true)).pipe(
      concatMap(copied => {
        if (!copied) return of(false);
        return verdict === undefined ? this.#wanted(src, dest) : settled(verdict);
      }),
    );
    if (!entry.isDirectory()) {
      const copy = entry.isSymbolicLink() ? this.#copyLink(src, dest, stats) : this.#copy(src, dest);
      return wanted.pipe(concatMap(copied => (copied ? copy : EMPTY)));
    }
    const folder = new AsyncSubject<boolean>();
    this.#folders.set(path, folder);
    return wanted.pipe(
      concatMap(copied => {
        if (!copied) return of(false);
        this.#made.push([dest, stats]);
        return concat(this.#make(dest).pipe(overFile(src, dest)), of(true));
      }),
      // not `tap(folder)`, which subscribes the subject to its own end: an error would have nobody to hear it
      tap({
        next: copied => {
          folder.next(copied);
        },
        error: error => {
          folder.error(error);
        },
        complete: () => {
          folder.complete();
        },
      }),
    );
  }

  #copy(src: string, dest: string): Observable<unknown> {
    const { force = true, preserveTimestamps, mode = 0, snapshot } = this.#options;
    const options = { preserveTimestamps, snapshot, mode: force ? mode : mode | COPYFILE_EXCL };
    return defer(() => copying(this.#volume, src, dest, options)).pipe(this.#unlessThere(src, dest));
  }

  /** A link stays one, with the text it has; a copy of what it leads to could be without end. */
  #copyLink(src: string, dest: string, { reparseTag, fileAttributes }: Stats): Observable<unknown> {
    const folder = (fileAttributes & FileAttributes.DIRECTORY) !== 0;
    const type = reparseTag === ReparseTag.MOUNT_POINT ? 'junction' : folder ? 'dir' : 'file';
    return readlink(this.#volume, src, { snapshot: this.#options.snapshot }).pipe(
      concatMap(target => {
        const made = symlink(this.#volume, String(target), dest, type);
        return made.pipe(
          catchError((error: unknown) => {
            if (this.#options.force === false || !isThere(error)) return throwError(() => error);
            const old = placed(this.#volume, dest, {}, on => remove(on, on.toWire(dest), Kind.ANY));
            return concat(old, made);
          }),
        );
      }),
      this.#unlessThere(src, dest),
    );
  }

  /** What is there is left alone where nobody said otherwise. */
  #unlessThere(src: string, dest: string): MonoTypeOperatorFunction<unknown> {
    const { force = true, errorOnExist = false } = this.#options;
    return catchError((error: unknown) => {
      const left = !force && !errorOnExist && isThere(error);
      return left ? EMPTY : throwError(() => named(error, { syscall: 'cp', path: src, dest }));
    });
  }

  #make(path: string): Observable<never> {
    return path === '' ? EMPTY : mkdir(this.#volume, path, { recursive: true }).pipe(ignoreElements());
  }

  #wanted(src: string, dest: string): Observable<boolean> {
    return defer(() => settled(this.#options.filter?.(src, dest) ?? true));
  }
}

function settled(verdict: boolean | Promise<boolean>): Promise<boolean> {
  return Promise.resolve(verdict);
}

/** Gives a folder the times of the one it was copied from. */
function stamp(volume: Volume): (folder: readonly [path: string, stats: Stats]) => Observable<unknown> {
  return ([path, { creationTime, lastAccessTime, lastWriteTime }]) =>
    placed(volume, path, {}, on =>
      compound(
        opening(on, on.toWire(path), { access: AccessMask.WRITE_ATTRIBUTES }),
        setInfo(RELATED, FileBasicInformation, { creationTime, lastAccessTime, lastWriteTime }),
        close(RELATED),
      ),
    );
}

/** Whether two are one and the same: each share numbers by itself, but not in the same tick as another one. */
function isOne(one: Found, other: Found): boolean {
  const { stats, tree } = one;
  return (
    isSame(stats, other.stats) && (tree === other.tree || stats.creationTime === other.stats.creationTime)
  );
}

function folderOf(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed.slice(0, Math.max(0, trimmed.lastIndexOf('/')));
}

/** A folder onto a file: to `mkdir` something is there already, to whoever copies it is of the wrong kind. */
function overFile(src: string, dest: string): MonoTypeOperatorFunction<never> {
  return catchError((error: unknown) => {
    const wrongKind = isThere(error) ? statusError(NtStatus.STATUS_NOT_A_DIRECTORY) : error;
    return throwError(() => named(wrongKind, { syscall: 'cp', path: src, dest }));
  });
}

function isThere(error: unknown): boolean {
  return error instanceof SmbError && error.code === 'EEXIST';
}

function impossible(message: string): SmbError {
  return new SmbError({ code: 'EINVAL', message, outcome: 'not-sent' });
}
