import { concat, defer, EMPTY, from, lastValueFrom, type Observable, of } from 'rxjs';

import type { Folder } from './folder.ts';
import type { Rules } from './rules.ts';
import { silent } from './silent.ts';
import type { SyncEvent } from './sync-event.ts';

const THERE = Promise.resolve();

/** Makes folders when the first thing comes that goes into them, each once, after those above it. */
export class Making {
  readonly #rules: Rules;
  /** What was made and not yet told. */
  readonly #news: SyncEvent[] = [];
  #stopped = false;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** Completes when the folder is there. Emits what was made meanwhile. */
  make(folder: Folder): Observable<SyncEvent> {
    if (isThere(folder)) return EMPTY;
    return concat(
      silent(defer(() => this.#made(folder))),
      defer(() => from(this.#news.splice(0))),
    );
  }

  /** What waits for a folder above it is not made any more. */
  stop(): void {
    this.#stopped = true;
  }

  #made(folder: Folder): Promise<void> {
    return isThere(folder) ? THERE : (folder.making ??= this.#makeNow(folder));
  }

  async #makeNow({ path, parent }: Folder): Promise<void> {
    if (parent !== undefined) {
      await this.#made(parent);
      parent.changed = true;
    }
    if (this.#stopped) return;
    const { dst, dryRun } = this.#rules;
    await lastValueFrom(dryRun ? of(undefined) : dst.makeFolder(path), { defaultValue: undefined });
    this.#news.push({ type: 'created', path });
  }
}

/** The top is made before all else; a dry run goes without. */
function isThere({ old, parent }: Folder): boolean {
  return old !== undefined || parent === undefined;
}
