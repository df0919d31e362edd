import { concatMap, defer, map, type Observable, of, reduce, type Subscriber, tap } from 'rxjs';

import { SmbError } from '../errors.ts';
import { attach } from '../operators/attach.ts';
import { type Valve, valveOf } from '../operators/demand.ts';
import { parallel } from '../operators/parallel.ts';
import { basename, dirname } from '../wire/names.ts';
import { below, WalkEntry } from './dirent.ts';
import type { Stats } from './stats.ts';
import { find } from './verbs/look.ts';
import { walk } from './verbs/walk.ts';
import { type ChangeEvent, watch } from './verbs/watch.ts';
import type { Volume } from './volume.ts';

/** A folder as it is, and what is new about that. */
export interface LiveView {
  /** Everything in the folder by its path relative to it: always the same Map, brought up to date. */
  readonly entries: ReadonlyMap<string, WalkEntry>;
  readonly added: readonly WalkEntry[];
  readonly changed: readonly WalkEntry[];
  /** As they were known last. */
  readonly removed: readonly WalkEntry[];
  /** The first listing, changes that were told, or a new listing since more happened than could be told. */
  readonly reason: 'listing' | 'change' | 'overflow';
}

type Entries = Map<string, WalkEntry>;

/** Paths that are looked at at once. */
const CONCURRENCY = 8;

/**
 * A folder that is kept up to date. It is watched before it is listed, so that nothing falls between the two. What
 * changes while nobody asks, or while the last changes are looked at, is only remembered by its path.
 */
export class LiveFolder {
  readonly #volume: Volume;
  readonly #path: string;
  readonly #recursive: boolean;
  readonly #subscriber: Subscriber<LiveView>;
  readonly #valve: Valve;
  readonly #entries: Entries = new Map();
  readonly #dirty = new Set<string>();
  /** Why the whole folder is to be listed. */
  #listing: 'listing' | 'overflow' | undefined;
  #working = false;

  constructor(volume: Volume, path: string, recursive: boolean, subscriber: Subscriber<LiveView>) {
    this.#volume = volume;
    this.#path = path;
    this.#recursive = recursive;
    this.#subscriber = subscriber;
    this.#valve = valveOf(subscriber);
  }

  start(): () => void {
    const forget = this.#valve.onOpen(() => {
      this.#pump();
    });
    attach(this.#subscriber, watch(this.#volume, this.#path, { recursive: this.#recursive }), {
      next: event => {
        this.#hear(event);
        this.#pump();
      },
      error: error => {
        this.#subscriber.error(error);
      },
    });
    return forget;
  }

  #hear({ type, path, oldPath }: ChangeEvent): void {
    if (type === 'ready' || type === 'overflow') {
      this.#listing = type === 'ready' ? 'listing' : 'overflow';
      this.#dirty.clear();
      return;
    }
    this.#dirty.add(path);
    if (oldPath !== undefined) this.#dirty.add(oldPath);
  }

  /** Does what is due, one thing after the other, while somebody wants to see it. */
  #pump(): void {
    if (this.#working || !this.#valve.isOpen || this.#subscriber.closed) return;
    const work = this.#next();
    if (work === undefined) return;
    this.#working = true;
    attach(this.#subscriber, work, {
      next: view => {
        const { added, changed, removed, reason } = view;
        const news = added.length + changed.length + removed.length > 0;
        if (news || reason !== 'change') this.#subscriber.next(view);
      },
      error: error => {
        this.#subscriber.error(error);
      },
      complete: () => {
        this.#working = false;
        this.#pump();
      },
    });
  }

  #next(): Observable<LiveView> | undefined {
    const reason = this.#listing;
    if (reason !== undefined) {
      this.#listing = undefined;
      return this.#below('').pipe(map(found => this.#compare(found, new Set(this.#entries.keys()), reason)));
    }
    if (this.#dirty.size === 0) return undefined;
    const paths = [...this.#dirty];
    this.#dirty.clear();
    return this.#look(paths);
  }

  #look(paths: readonly string[]): Observable<LiveView> {
    const found: Entries = new Map();
    const known = new Set<string>();
    return parallel(CONCURRENCY, (path: string) => this.#one(path, found, known))(paths).pipe(
      reduce(() => undefined, undefined),
      map(() => this.#compare(found, known, 'change')),
    );
  }

  /** One path, with all below it where a folder came or went. */
  #one(path: string, found: Entries, known: Set<string>): Observable<unknown> {
    return find(this.#volume, this.#volume.toWire(below(this.#path, path))).pipe(
      concatMap(stats => {
        const before = this.#entries.get(path);
        if (before !== undefined) known.add(path);
        const folder = stats?.isDirectory() === true;
        if (before?.isDirectory() === true && !(folder && stats.fileId === before.stats.fileId)) {
          for (const inside of this.#entries.keys()) if (inside.startsWith(`${path}/`)) known.add(inside);
        }
        if (stats !== undefined) found.set(path, this.#entry(path, stats));
        if (!folder || !this.#recursive || (before?.isDirectory() && stats.fileId === before.stats.fileId)) {
          return of(undefined);
        }
        return this.#below(path).pipe(tap(inside => inside.forEach((entry, at) => found.set(at, entry))));
      }),
    );
  }

  /** Everything below a folder of this one; what vanishes meanwhile is told later. */
  #below(folder: string): Observable<Entries> {
    const depth = this.#recursive ? undefined : 1;
    return defer(() => {
      const onError = (error: unknown, path: string) => {
        if (folder === '' && path === '') throw error; // it is this very folder that is gone
        ignoreGone(error);
      };
      return walk(this.#volume, below(this.#path, folder), { depth, onError });
    }).pipe(
      reduce((entries: Entries, entry) => {
        const path = below(folder, entry.path);
        return entries.set(path, folder === '' ? entry : this.#entry(path, entry.stats));
      }, new Map<string, WalkEntry>()),
    );
  }

  #entry(path: string, stats: Stats): WalkEntry {
    const parent = below(this.#path, dirname(path));
    return new WalkEntry(basename(path), parent, stats, path, path.split('/').length);
  }

  /** @param known paths whose entries `found` replaces */
  #compare(found: Entries, known: ReadonlySet<string>, reason: LiveView['reason']): LiveView {
    const [added, changed, removed]: [WalkEntry[], WalkEntry[], WalkEntry[]] = [[], [], []];
    for (const path of known) {
      const before = this.#entries.get(path);
      if (before === undefined || found.has(path)) continue;
      removed.push(before);
      this.#entries.delete(path);
    }
    for (const [path, entry] of found) {
      const before = this.#entries.get(path);
      if (before === undefined) added.push(entry);
      else if (differ(before.stats, entry.stats)) changed.push(entry);
      this.#entries.set(path, entry);
    }
    return { entries: this.#entries, added, changed, removed, reason };
  }
}

function differ(one: Stats, other: Stats): boolean {
  return (
    one.size !== other.size ||
    one.lastWriteTime !== other.lastWriteTime ||
    one.fileAttributes !== other.fileAttributes ||
    one.fileId !== other.fileId
  );
}

/** A folder that went away while it was listed: the server tells of that, too. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof SmbError) || error.code !== 'ENOENT') throw error;
}
