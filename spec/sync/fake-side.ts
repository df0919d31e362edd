import { defer, EMPTY, NEVER, type Observable, type ObservableInput, of, throwError } from 'rxjs';

import { SmbError } from '../../lib/errors.ts';
import { Slabs } from '../../lib/streams/slabs.ts';
import { Filter } from '../../lib/sync/filter.ts';
import type { Rules } from '../../lib/sync/rules.ts';
import type { Entry, Place, Side } from '../../lib/sync/side.ts';
import { isComponent } from '../../lib/wire/names.ts';

const MIB = 1024 * 1024;

/** An entry of a fake listing; what is left out is a file of no bytes. */
export type FakeEntry = Partial<Entry> & Pick<Entry, 'name'>;

/** A server that lists what a spec wants it to, and remembers what it was asked for. */
export class FakeSide implements Side {
  readonly place: Place = { where: this, path: '' };
  /** What was asked for: a verb and a path. */
  readonly asked: string[] = [];
  /** Bytes of every file. */
  content: (path: string) => ObservableInput<Uint8Array> = () => [];
  /** Names that differ only in case are the same. */
  folds = true;
  /** A listing that fails. */
  readonly failing = new Map<string, Error>();
  readonly #listing: (path: string) => readonly FakeEntry[];
  readonly #rootId: bigint;

  constructor(listing: (path: string) => readonly FakeEntry[], rootId = 0n) {
    this.#listing = listing;
    this.#rootId = rootId;
  }

  owns(name: string): boolean {
    return isComponent(name);
  }
  accepts(name: string): boolean {
    return isComponent(name);
  }
  foldsCase(probe: boolean): Observable<boolean> {
    this.asked.push(`folds ${probe}`);
    return of(this.folds);
  }
  root(): Observable<bigint> {
    return of(this.#rootId);
  }
  list(path: string): Observable<readonly Entry[]> {
    return this.#note('list', path, () => {
      const error = this.failing.get(path);
      if (error !== undefined) return throwError(() => error);
      return of(
        this.#listing(path).map(entry => ({ kind: 'file' as const, size: 0, mtime: 0n, id: 0n, ...entry })),
      );
    });
  }
  read(path: string): ObservableInput<Uint8Array> {
    this.asked.push(`read ${path}`);
    return this.content(path);
  }
  write(path: string): Observable<number> {
    return this.#note('write', path, () => EMPTY);
  }
  makeFolder(path: string): Observable<unknown> {
    return this.#note('make', path, () => EMPTY);
  }
  remove(path: string): Observable<unknown> {
    return this.#note('remove', path, () => EMPTY);
  }
  setTime(path: string): Observable<unknown> {
    return this.#note('time', path, () => EMPTY);
  }
  close(): Promise<void> {
    return Promise.resolve();
  }

  #note<T>(verb: string, path: string, work: () => Observable<T>): Observable<T> {
    return defer(() => {
      this.asked.push(`${verb} ${path}`);
      return work();
    });
  }
}

/** Bytes that never come. */
export const STALLED: Observable<Uint8Array> = NEVER;

/** The rules of a sync without options. */
export function rulesOf(src: Side, dst: Side, more: Partial<Rules> = {}): Rules {
  return {
    ...{
      src,
      dst,
      filter: new Filter(),
      delete: false,
      dryRun: false,
      checksum: false,
      caseConflict: 'error' as const,
    },
    ...{
      window: 2_000n,
      transfers: 4,
      batch: 1,
      checkers: 8,
      ahead: 4 * MIB,
      slabs: new Slabs(MIB),
      ...more,
    },
  };
}

/** The share is gone. */
export function linkLost(): SmbError {
  return new SmbError({ code: 'ECONNRESET', message: 'gone', outcome: 'unknown', fatal: true });
}
