import { concat, defer, EMPTY, from, type Observable, of } from 'rxjs';

import { SmbError } from '../errors.ts';
import { Folder } from './folder.ts';
import type { Making } from './making.ts';
import { type Action, plan } from './plan.ts';
import { Removal } from './removal.ts';
import type { Rules } from './rules.ts';
import { below, type Entry } from './side.ts';
import { silent } from './silent.ts';
import { oneFile } from './one-file.ts';
import type { SyncEvent } from './sync-event.ts';
import { compare, SMALL, transferAll } from './transfer.ts';

/** Where the jobs of a folder go. */
export interface Sink {
  /** Something to do, in a folder that waits for it. */
  job(folder: Folder, work: Observable<SyncEvent>): void;
  /** A folder to be visited. */
  enter(folder: Folder): void;
  /** What the destination has in a folder, and the source does not. */
  extra(folder: Folder, olds: readonly Entry[]): void;
}

/** A server's disk may have links that lead up and look like folders: whatever our own check misses ends here. */
const DEEPEST = 256;

/** A file that is to be copied, perhaps under another name. */
interface Copied {
  readonly entry: Entry;
  readonly old: Entry | undefined;
  readonly as?: string | undefined;
}

/** Turns two listings of a folder into jobs. */
export class FolderJobs {
  readonly #rules: Rules;
  readonly #making: Making;
  readonly #sink: Sink;

  constructor(rules: Rules, making: Making, sink: Sink) {
    this.#rules = rules;
    this.#making = making;
    this.#sink = sink;
  }

  /**
   * @param olds undefined where the destination does not have the folder
   * @param folds names that differ only in case are the same to the destination
   */
  add(folder: Folder, entries: readonly Entry[], olds: readonly Entry[] | undefined, folds = false): void {
    const { src, dst } = this.#rules;
    const accepts = (name: string) => src.owns(name) && dst.accepts(name);
    const actions = plan(folder.path, entries, olds, {
      ...this.#rules,
      accepts,
      owns: name => dst.owns(name),
      folds,
    });
    this.#sink.job(folder, of(scanned(folder, actions)));
    const told: SyncEvent[] = [];
    const extras: Entry[] = [];
    let small: Copied[] = [];
    for (const action of actions) {
      if (action.what === 'extra') extras.push(action.old);
      else if (action.what !== 'transfer' || action.entry.size > SMALL) this.#act(folder, action, told);
      else if (small.push(action) === this.#rules.batch) {
        this.#sink.job(folder, this.#transfer(folder, small));
        small = [];
      }
    }
    if (small.length > 0) this.#sink.job(folder, this.#transfer(folder, small));
    if (told.length > 0) this.#sink.job(folder, from(told));
    if (extras.length > 0) this.#sink.extra(folder, extras);
  }

  #act(folder: Folder, action: Exclude<Action, { what: 'extra' }>, told: SyncEvent[]): void {
    const subject = 'entry' in action ? action.entry : action.old;
    const path = below(folder.path, subject.name);
    switch (action.what) {
      case 'unchanged':
        told.push({ type: 'unchanged', path, size: subject.size });
        return;
      case 'skip':
        told.push({ type: 'skipped', path, reason: action.reason });
        return;
      case 'unsafe':
        told.push(
          failure(
            path,
            'ERR_SMB_UNSAFE_NAME',
            `the name ${JSON.stringify(subject.name)} is none that a file in that folder could have on both sides`,
          ),
        );
        return;
      case 'rivalry': {
        const message =
          `the name differs only in case from '${action.rival.name}', which is the same to the destination; ` +
          'caseConflict says what else to do than this';
        told.push(failure(path, 'EEXIST', message));
        return;
      }
      case 'transfer':
        this.#sink.job(folder, this.#transfer(folder, [action]));
        return;
      case 'compare': {
        const { entry, old } = action;
        const file = { path, to: targetOf(folder, path, action), entry, old, prepare: EMPTY };
        this.#sink.job(folder, compare(this.#rules, file));
        return;
      }
      case 'folder':
        this.#enter(folder, path, action, told);
        return;
      case 'conflict':
        this.#conflict(folder, path, action, told);
        return;
      case 'leftover':
        this.#leftover(folder, path);
    }
  }

  #transfer(folder: Folder, copied: readonly Copied[]): Observable<SyncEvent> {
    folder.changed = true;
    const files = copied.map(({ entry, old, as }) => {
      const path = below(folder.path, entry.name);
      return { path, to: targetOf(folder, path, { as }), entry, old };
    });
    return transferAll(this.#rules, { files, prepare: this.#making.make(folder) });
  }

  #enter(
    folder: Folder,
    path: string,
    { entry, old }: { readonly entry: Entry; readonly old: Entry | undefined },
    told: SyncEvent[],
  ): void {
    if (folder.isInside(entry.id)) told.push({ type: 'skipped', path, reason: 'loop' });
    else if (folder.depth >= DEEPEST) {
      const message = `folders are nested more than ${DEEPEST} levels deep: is there a link to a folder above?`;
      told.push(failure(path, 'ELOOP', message));
    } else this.#sink.enter(new Folder(path, folder, entry, old));
  }

  /** A folder and something else want the same name: one gives way only if things may be deleted. */
  #conflict(
    folder: Folder,
    path: string,
    { entry, old }: { readonly entry: Entry; readonly old: Entry },
    told: SyncEvent[],
  ): void {
    const message = `the destination has a ${old.kind} where a ${entry.kind} is to be`;
    if (!this.#rules.delete) {
      told.push(failure(path, 'EEXIST', `${message}; with delete it is replaced`));
      return;
    }
    folder.changed = true;
    const removal = new Removal(this.#rules);
    const replacement = defer((): Observable<SyncEvent> => {
      if (removal.kept) return of(failure(path, 'ENOTEMPTY', `${message}, which could not be removed`));
      if (entry.kind !== 'folder') return this.#transfer(folder, [{ entry, old: undefined }]);
      const found: SyncEvent[] = [];
      this.#enter(folder, path, { entry, old: undefined }, found);
      return from(found);
    });
    this.#sink.job(folder, concat(removal.remove(path, old, folder.oldIds), replacement));
  }

  #leftover(folder: Folder, path: string): void {
    if (this.#rules.dryRun) return;
    folder.changed = true;
    // another run may be at work in the same folder: what cannot be removed is left alone
    const removed = silent(this.#rules.dst.remove(path, 'file')).pipe(oneFile(path));
    this.#sink.job(folder, silent(removed));
  }
}

function targetOf(folder: Folder, path: string, { as }: { readonly as?: string | undefined }): string {
  return as === undefined ? path : below(folder.path, as);
}

function scanned({ path }: Folder, actions: readonly Action[]): SyncEvent {
  let files = 0;
  let toTransfer = 0;
  let toTransferBytes = 0;
  for (const action of actions) {
    if (!('entry' in action) || action.entry.kind !== 'file') continue;
    files++;
    if (action.what !== 'transfer') continue;
    toTransfer++;
    toTransferBytes += action.entry.size;
  }
  return { type: 'scanned', path, files, toTransfer, toTransferBytes };
}

function failure(path: string, code: string, message: string): SyncEvent {
  const error = new SmbError({ code, message: `${code}: ${message}, '${path}'`, syscall: 'sync', path });
  return { type: 'error', path, error };
}
