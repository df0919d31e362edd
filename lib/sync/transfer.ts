import { concat, defer, from, Observable, of } from 'rxjs';

import { attach } from '../operators/attach.ts';
import { demanding, valveOf } from '../operators/demand.ts';
import { parallel } from '../operators/parallel.ts';
import { Carry } from './carry.ts';
import { isOneFile, oneFile } from './one-file.ts';
import { sameTime } from './plan.ts';
import type { Rules } from './rules.ts';
import { sameContents } from './same-contents.ts';
import type { Entry } from './side.ts';
import { silent } from './silent.ts';
import type { SyncEvent } from './sync-event.ts';

/** Files up to this size, one credit's worth, are carried as wholes, and several at a time. */
export const SMALL = 65_536;

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

/** What several files of one folder have in common. */
export interface Batch {
  readonly files: readonly Omit<Transfer, 'prepare'>[];
  readonly prepare: Transfer['prepare'];
}

/** Copies one file. A failure is an event, unless it is the end of everything. */
export function transfer(rules: Rules, { prepare, ...file }: Transfer): Observable<SyncEvent> {
  return transferAll(rules, { files: [file], prepare });
}

/** Copies several files of one folder at once. What fails with one of them is an event, and the others go on. */
export function transferAll(rules: Rules, { files, prepare }: Batch): Observable<SyncEvent> {
  if (rules.dryRun) return concat(prepare, from(files.map(transferred)));
  return new Observable(subscriber => {
    const carries: Carry[] = [];
    let left = files.length;
    const settled = (event: SyncEvent) => {
      subscriber.next(event);
      if (--left === 0) subscriber.complete();
    };
    const failed = (path: string, error: unknown) => {
      if (isOneFile(error)) settled({ type: 'error', path, error });
      else subscriber.error(error);
    };
    const begin = (file: Batch['files'][number]) => {
      const { path, entry } = file;
      const { src, dst } = rules;
      if (entry.size <= SMALL && src.whole !== undefined && dst.whole !== undefined) {
        const carry = new Carry(rules, [src.whole, dst.whole], file, {
          done() {
            subscriber.next({ type: 'progress', path, bytes: entry.size, size: entry.size });
            settled(transferred(file));
          },
          failed: error => failed(path, error),
        });
        carries.push(carry);
        carry.start();
        return;
      }
      const told = demanding<number>(valveOf(subscriber), {
        next: bytes => subscriber.next({ type: 'progress', path, bytes, size: entry.size }),
        error: (error: unknown) => failed(path, error),
        complete: () => settled(transferred(file)),
      });
      attach(subscriber, copy(rules, file), told);
    };
    for (const { path, entry } of files) subscriber.next({ type: 'start', path, size: entry.size });
    attach(subscriber, prepare, {
      next: event => subscriber.next(event),
      error: (error: unknown) => files.forEach(({ path }) => failed(path, error)),
      complete() {
        for (const file of files) {
          if (subscriber.closed) return; // one that was done at once was enough
          begin(file);
        }
      },
    });
    return () => {
      for (const carry of carries) carry.stop();
    };
  });
}

function copy(
  { src, dst, ...means }: Rules,
  { path, to, entry, old }: Batch['files'][number],
): Observable<number> {
  const { size, mtime } = entry;
  return defer(() => dst.write(to, { size, mtime, old }, src.read(path, entry, means), means));
}

function transferred({ path, to, entry }: Batch['files'][number]): SyncEvent {
  return { type: 'transferred', path, size: entry.size, ...(to === path ? {} : { as: to }) };
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
