import { concat, defer, EMPTY, type Observable, of, tap, toArray } from 'rxjs';

import { parallel } from '../operators/parallel.ts';
import { oneFile } from './one-file.ts';
import { takesPart } from './plan.ts';
import type { Rules } from './rules.ts';
import { below, type Entry } from './side.ts';
import { silent } from './silent.ts';
import type { SyncEvent } from './sync-event.ts';
import { isTempName } from '../share/temp-name.ts';

/** Removes things from the destination, with all that is in them. */
export class Removal {
  /** Something is still there: the filter protects it, or it could not be removed. */
  kept = false;
  readonly #rules: Rules;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** @param ids of the folders around it: a link on a server's disk looks like a folder, and may lead up */
  remove(path: string, entry: Entry, ids: readonly bigint[]): Observable<SyncEvent> {
    const work = entry.kind === 'folder' ? this.#folder(path, entry, ids) : this.#one(path, entry);
    return work.pipe(
      oneFile(path),
      tap(event => {
        if (event.type === 'error') this.kept = true;
      }),
    );
  }

  #one(path: string, { kind }: Entry): Observable<SyncEvent> {
    const deleted = of<SyncEvent>({ type: 'deleted', path, folder: kind === 'folder' });
    return this.#rules.dryRun ? deleted : concat(silent(this.#rules.dst.remove(path, kind)), deleted);
  }

  #folder(path: string, entry: Entry, ids: readonly bigint[]): Observable<SyncEvent> {
    if (entry.id !== 0n && ids.includes(entry.id)) {
      this.kept = true;
      return of({ type: 'skipped', path, reason: 'loop' });
    }
    const inside = new Removal(this.#rules);
    const contents = this.#rules.dst.list(path).pipe(
      toArray(),
      parallel(1, batches => inside.#contents(path, batches.flat(), [...ids, entry.id])),
    );
    const itself = defer(() => {
      this.kept ||= inside.kept;
      return inside.kept ? EMPTY : this.#one(path, entry);
    });
    return concat(contents, itself);
  }

  /** The files at once, the folders one after the other: else each level would multiply what is under way. */
  #contents(folder: string, entries: readonly Entry[], ids: readonly bigint[]): Observable<SyncEvent> {
    const { dst, filter, dryRun, transfers } = this.#rules;
    const temps = entries.filter(({ name, kind }) => kind === 'file' && isTempName(name));
    const rest = entries.filter(entry => !temps.includes(entry));
    const mine = rest.filter(
      entry => entry.misnamed !== true && dst.owns(entry.name) && takesPart(folder, entry, filter),
    );
    this.kept = mine.length < rest.length || (rest.length === 0 && !filter.folder(folder));
    const leftovers = dryRun ? [] : temps.map(({ name, kind }) => dst.remove(below(folder, name), kind));
    const remove = (entry: Entry) => this.remove(below(folder, entry.name), entry, ids);
    return concat(
      ...leftovers.map(silent),
      parallel(transfers, remove)(mine.filter(({ kind }) => kind !== 'folder')),
      parallel(1, remove)(mine.filter(({ kind }) => kind === 'folder')),
    );
  }
}
