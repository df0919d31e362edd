import { concat, defer, map, type Observable, of } from 'rxjs';

import { parallel } from '../operators/parallel.ts';
import { oneFile } from './one-file.ts';
import { sameTime } from './plan.ts';
import type { Rules } from './rules.ts';
import { sameContents } from './same-contents.ts';
import type { Entry } from './side.ts';
import { silent } from './silent.ts';
import type { SyncEvent } from './sync-event.ts';

/** A file that is to be copied. */
export interface Transfer {
  readonly path: string;
  /** Where it goes: the same, unless a file of that name in another case is in the way. */
  readonly to: string;
  readonly entry: Entry;
  /** What the destination has under the same name. */
  readonly old: Entry | undefined;
  /** Makes the folder that it goes into, if that is not there. Emits what is to be told of that. */
  readonly prepare: Observable<SyncEvent>;
}

/** Copies one file. A failure is an event, unless it is the end of everything. */
export function transfer(rules: Rules, file: Transfer): Observable<SyncEvent> {
  const { src, dst, dryRun } = rules;
  const { path, to, entry, old, prepare } = file;
  const { size, mtime } = entry;
  const as = to === path ? {} : { as: to };
  const transferred = of<SyncEvent>({ type: 'transferred', path, size, ...as });
  if (dryRun) return concat(prepare, transferred);
  const start = of<SyncEvent>({ type: 'start', path, size });
  const copy = defer(() =>
    dst
      .write(to, { size, mtime, old }, src.read(path, entry, rules), rules)
      .pipe(map((bytes): SyncEvent => ({ type: 'progress', path, bytes, size }))),
  );
  return concat(start, prepare, copy, transferred).pipe(oneFile(path));
}

/** Reads a file on both sides, and copies it if the contents differ; if they do not, at most its time. */
export function compare(rules: Rules, file: Transfer & { readonly old: Entry }): Observable<SyncEvent> {
  const { src, dst, dryRun, window } = rules;
  const { path, to, entry, old } = file;
  const { size, mtime } = entry;
  const unchanged = of<SyncEvent>({ type: 'unchanged', path, size });
  const timeOnly =
    dryRun || sameTime(mtime, old.mtime, window)
      ? unchanged
      : concat(silent(dst.setTime(to, mtime)), unchanged);
  return defer(() => sameContents(src.read(path, entry, rules), dst.read(to, old, rules), rules.slabs)).pipe(
    parallel(1, same => (same ? timeOnly : transfer(rules, file))),
    oneFile(path),
  );
}
