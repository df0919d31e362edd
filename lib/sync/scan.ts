import {
  defer,
  EMPTY,
  finalize,
  type Observable,
  of,
  shareReplay,
  type Subscriber,
  Subscription,
} from 'rxjs';

import { SmbError } from '../errors.ts';
import { attach } from '../operators/attach.ts';
import { type Valve, valveOf } from '../operators/demand.ts';
import { Flow } from '../operators/flow.ts';
import { Queue } from '../operators/queue.ts';
import { differInCase } from './cases.ts';
import type { Folder } from './folder.ts';
import { FolderJobs, type Sink } from './folder-jobs.ts';
import { Making } from './making.ts';
import { oneFile } from './one-file.ts';
import { sameTime } from './plan.ts';
import type { Rules } from './rules.ts';
import type { Entry } from './side.ts';
import { silent } from './silent.ts';
import type { SyncEvent } from './sync-event.ts';

/** Something to do, and what it tells while it is done. */
export type Job = Observable<SyncEvent>;

/** Jobs that may wait to be taken before no further folder is listed. */
const AHEAD = 256;

/**
 * Goes through both sides folder by folder, and emits what is to be done. Of what is found and not yet visited
 * only the folders on the way are kept, those found last being visited first; of what is visited and not yet
 * done, a few hundred jobs and what the folders at hand add.
 */
export function scan(rules: Rules, top: Folder, onExtra: Sink['extra']): Flow<Job> {
  return new Flow(subscriber => new Scan(rules, onExtra, subscriber).start(top));
}

class Scan {
  readonly #rules: Rules;
  readonly #subscriber: Subscriber<Job>;
  readonly #valve: Valve;
  /** Whether the destination tells cases apart, found out when it matters for the first time. */
  readonly #folds: Observable<boolean>;
  readonly #making: Making;
  readonly #jobs: FolderJobs;
  readonly #ready = new Queue<Job>();
  readonly #frontier: Folder[] = [];
  #visiting = 0;
  #finished = false;
  #busy = false;

  constructor(rules: Rules, onExtra: Sink['extra'], subscriber: Subscriber<Job>) {
    this.#rules = rules;
    this.#subscriber = subscriber;
    this.#valve = valveOf(subscriber);
    const { dst, dryRun } = rules;
    this.#folds = defer(() => dst.foldsCase(!dryRun)).pipe(shareReplay(1));
    this.#making = new Making(rules);
    this.#jobs = new FolderJobs(rules, this.#making, {
      job: (folder, work) => this.#add(folder, work),
      enter: folder => this.#enter(folder),
      extra: onExtra,
    });
  }

  start(top: Folder): () => void {
    this.#frontier.push(top);
    const forget = this.#valve.onOpen(() => this.#pump());
    this.#pump();
    return () => {
      forget();
      this.#making.stop();
    };
  }

  /** Everything that may happen synchronously ends up here, and only here it loops. */
  #pump(): void {
    if (this.#busy) return;
    this.#busy = true;
    while (!this.#subscriber.closed && (this.#deliver() || this.#begin()));
    this.#busy = false;
    if (this.#finished && this.#ready.length === 0) this.#subscriber.complete();
  }

  #deliver(): boolean {
    if (!this.#valve.isOpen) return false;
    const job = this.#ready.shift();
    if (job === undefined) return false;
    this.#subscriber.next(job);
    return true;
  }

  #begin(): boolean {
    if (this.#visiting >= this.#rules.checkers || this.#ready.length >= AHEAD) return false;
    const folder = this.#frontier.pop();
    if (folder === undefined) return false;
    this.#visit(folder);
    return true;
  }

  #visit(folder: Folder): void {
    const { src, dst, filter } = this.#rules;
    const { path } = folder;
    const made: SyncEvent[] = [];
    const entries: Entry[] = [];
    const olds: Entry[] | undefined = folder.old === undefined ? undefined : [];
    const visit = new Subscription();
    let left = 1;
    const arrived = () => {
      if (--left === 0) compare();
    };
    const end = (then: () => void) => {
      this.#subscriber.remove(visit);
      visit.unsubscribe();
      then();
      this.#visited(folder);
    };
    const error = (failure: unknown) => {
      end(() => this.#fail(folder, failure));
    };
    const look = <T>(source: Observable<T>, next: (value: T) => void) => {
      if (visit.closed) return;
      left++;
      attach(visit, source, { next, error, complete: arrived });
    };
    const compare = () => {
      const add = (folds: boolean) => {
        end(() => {
          if (made.length > 0) this.#add(folder, of(...made));
          this.#jobs.add(folder, entries, olds, folds);
        });
      };
      if (differInCase(entries, olds)) attach(visit, this.#folds, { next: add, error });
      else add(false);
    };
    this.#visiting++;
    this.#subscriber.add(visit);
    if (filter.folder(path)) look(this.#making.make(folder), event => made.push(event));
    look(src.list(path), gather(entries));
    if (olds !== undefined) look(dst.list(path), gather(olds));
    if (!visit.closed) arrived();
  }

  /** A folder that cannot be listed is one error, and it is left as it is; without the top there is nothing. */
  #fail(folder: Folder, error: unknown): void {
    if (folder.parent === undefined || !(error instanceof SmbError) || error.fatal)
      this.#subscriber.error(error);
    else this.#add(folder, of({ type: 'error', path: folder.path, error }));
  }

  #visited(folder: Folder): void {
    this.#visiting--;
    this.#done(folder);
    this.#pump();
  }

  #enter(folder: Folder): void {
    if (folder.parent !== undefined) folder.parent.open++;
    this.#frontier.push(folder);
  }

  #add(folder: Folder, work: Job): void {
    folder.open++;
    this.#queue(work, folder);
  }

  #queue(work: Job, folder: Folder): void {
    const settled = finalize<SyncEvent>(() => {
      this.#done(folder);
      this.#pump();
    });
    this.#ready.push(work.pipe(settled));
  }

  /** One thing in a folder, or its own visit, is done. With the last one it gets its time, and is done itself. */
  #done(folder: Folder): void {
    for (let at = folder; --at.open === 0;) {
      if (at.parent === undefined) {
        this.#finished = true;
        return;
      }
      if (this.#needsTime(at)) {
        this.#queue(folderTime(this.#rules, at), at.parent);
        return;
      }
      at = at.parent;
    }
  }

  #needsTime({ entry, old, changed, making }: Folder): boolean {
    if (this.#rules.dryRun || entry === undefined) return false;
    if (old === undefined) return making !== undefined;
    return changed || !sameTime(entry.mtime, old.mtime, this.#rules.window);
  }
}

/**
 * Gives a folder its time, after all that is in it. Where that is refused (the folder may belong to another user,
 * while what is in it does not) the sync is none the worse.
 */
export function folderTime({ dst }: Rules, { path, entry }: Folder): Job {
  if (entry === undefined) return EMPTY;
  return silent(silent(dst.setTime(path, entry.mtime)).pipe(oneFile(path)));
}

/** Not by spreading: a folder may have more entries than a call arguments. */
function gather(entries: Entry[]): (batch: readonly Entry[]) => void {
  return batch => {
    for (const entry of batch) entries.push(entry);
  };
}
