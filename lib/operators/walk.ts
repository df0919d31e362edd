import { map, type Observable, type Subscriber } from 'rxjs';

import type { Tree } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import type { FileIdBothDirectoryEntry } from '../wire/fscc/file-id-both-directory-information.ts';
import type { CreateContext } from '../wire/smb2/contexts/create-context.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { ReparseTag } from '../wire/fscc/reparse/reparse-tag.ts';
import { FileAttributes } from '../wire/smb2/file-attributes.ts';
import { attach } from './attach.ts';
import { Closes } from './closes.ts';
import { type Valve, valveOf } from './demand.ts';
import { Flow } from './flow.ts';
import { closeFolder, type FolderCloser, Listing } from './listing.ts';

/** One entry of a walk. */
export interface WalkItem {
  /** Relative to the start, as on the wire: `\` separates. */
  readonly path: string;
  /**
   * The path of the folder it lies in.
   *
   * @internal
   */
  readonly folder: string;
  /** 1 for what lies in the start folder itself. */
  readonly depth: number;
  readonly entry: FileIdBothDirectoryEntry;
  readonly isDirectory: boolean;
}

/** A folder as commands name it. */
export interface FolderPlace {
  readonly tree: Tree;
  /** As on the wire. */
  readonly path: string;
}

/** How to walk. */
export interface WalkOptions {
  /** How deep to go, at least 1, which is one level. Folders deeper than 256 levels are an error, told like any other. */
  readonly depth?: number | undefined;
  /** Folders that are listed at once, at least 1. Default 32, and 8 once a folder is large. */
  readonly concurrency?: number | undefined;
  /** False hides an entry; its folder is descended into all the same. */
  readonly filter?: ((item: WalkItem) => boolean) | undefined;
  /** False keeps the walk out of a folder. */
  readonly descend?: ((item: WalkItem) => boolean) | undefined;
  /** A folder before (`pre`) or after (`post`) what lies in it. Default `pre`. */
  readonly order?: 'pre' | 'post' | undefined;
  /**
   * Where a folder goes on that is marked as leading elsewhere; without it such a folder is not entered. A way back
   * into a folder above is an error (`ELOOP`), told like any other.
   */
  readonly resolve?: ((folder: FolderPlace) => Observable<FolderPlace>) | undefined;
  /** What the CREATE of every folder carries. */
  readonly createContexts?: readonly CreateContext[] | undefined;
  /** A folder that cannot be read: without this it is an error of the walk. A link that is gone always is. */
  readonly onError?: ((error: unknown, path: string) => void) | undefined;
}

/** Samba follows links on its disk silently; whatever our own check misses ends here. */
const DEEPEST = 256;
/** Links of a namespace that lead to one another. */
const MOST_LINKS = 8;
/** 50 folders at 20 ms took 710, 605, 555 and 575 ms with 8, 16, 32 and 64; on loopback all are alike beyond 8. */
const CONCURRENCY = 32;
/** Entries of a reply from which on folders are large: 32 of 1,000 files took 85 MiB, 8 take 59. */
const LARGE = 256;
const FEWER = 8;
/** Bytes of a reply, as many folders are listed at once: some 2,000 entries, which the event loop hardly feels. */
const ROOM = 256 * 1024;
/** CLOSEs that travel together; a message is soon as cheap as it gets. */
const MOST_CLOSES = 8;

/**
 * Walks a folder and all below it, several folders at once, never into a folder that is its own ancestor and
 * never through a link. Of what is found and not yet visited only the folders' paths are kept; the order
 * among neighbours is the server's. Stopping early closes what is open.
 *
 * A plain `subscribe` is push at wire speed; a bounded consumer stops the listing.
 *
 * @param path as it goes to the wire, the empty string for the root
 * @throws {@link SmbError} of the first folder that cannot be read, unless `onError` is given
 * @example
 * ```ts
 * walk(share.tree, 'src').subscribe(({ path }) => console.log(path));
 * ```
 */
export function walk(tree: Tree, path: string, options: WalkOptions = {}): Flow<WalkItem> {
  return Flow.spread(walkInBatches(tree, path, options));
}

/**
 * The same, many at once: what one reply of the server brought.
 *
 * @internal
 */
export function walkInBatches(tree: Tree, path: string, options: WalkOptions): Flow<readonly WalkItem[]> {
  const { depth = 1, concurrency = 1 } = options;
  if (!(depth >= 1)) throw new RangeError(`walk: a depth of ${depth} is not possible`);
  if (!(concurrency >= 1)) throw new RangeError(`walk: ${concurrency} folders at once are not possible`);
  return new Flow(subscriber => {
    new Walk(options, subscriber).start(tree, path);
  });
}

/** Names that lead somewhere else than into the folder where they are listed. */
const IMPOSSIBLE = /^$|[\\/\0]/;

/** A folder that is to be visited, or being visited. */
interface Folder {
  /** Where it is listed: of what leads elsewhere, not where it was found. */
  place: FolderPlace;
  /** Relative to the start. */
  readonly path: string;
  readonly depth: number;
  readonly parent: Folder | undefined;
  /** 0n where it is not known. */
  fileId: bigint;
  /** Its own entry; the start has none. */
  readonly item: WalkItem | undefined;
  /** Folders in it that are not finished, and 1 for its own listing. */
  open: number;
}

class Walk {
  readonly #options: WalkOptions;
  readonly #subscriber: Subscriber<readonly WalkItem[]>;
  readonly #valve: Valve;
  #concurrency: number;
  readonly #closes: Closes;
  /** What waits to be taken. */
  #ready: WalkItem[] = [];
  /** Last in, first out: so it holds the siblings on one path, not a whole level of the tree. */
  readonly #frontier: Folder[] = [];
  /** What is being listed; nothing yet where it must be found out what leads elsewhere. */
  readonly #running = new Map<Folder, Listing | undefined>();
  #busy = false;

  constructor(options: WalkOptions, subscriber: Subscriber<readonly WalkItem[]>) {
    const { concurrency = CONCURRENCY } = options;
    this.#options = options;
    this.#subscriber = subscriber;
    this.#valve = valveOf(subscriber);
    this.#concurrency = concurrency;
    this.#closes = new Closes(Math.min(concurrency, MOST_CLOSES), () => {
      this.#pump();
    });
  }

  start(tree: Tree, path: string): void {
    const place = { tree, path };
    this.#frontier.push({
      place,
      path: '',
      depth: 0,
      parent: undefined,
      fileId: 0n,
      item: undefined,
      open: 1,
    });
    const forget = this.#valve.onOpen(() => {
      this.#pump();
    });
    // known before it begins: a walk may be left from inside of its first values
    this.#subscriber.add(() => {
      forget();
      for (const listing of this.#running.values()) listing?.stop();
      this.#closes.flush();
    });
    this.#pump();
  }

  #pump(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (!this.#subscriber.closed && (this.#deliver() || this.#begin() || this.#ask()));
    } finally {
      this.#busy = false;
    }
    if (this.#subscriber.closed) return;
    const isIdle = this.#running.size === 0 && this.#frontier.length === 0;
    if (isIdle || this.#ready.length > 0) this.#closes.flush(); // nothing more will come soon
    if (isIdle && this.#ready.length === 0 && this.#closes.open === 0) this.#subscriber.complete();
  }

  #deliver(): boolean {
    if (this.#ready.length === 0 || !this.#valve.isOpen) return false;
    const items = this.#ready;
    this.#ready = [];
    this.#subscriber.next(items);
    return true;
  }

  /** Visits one more folder, if there is room and nothing waits to be taken. */
  #begin(): boolean {
    const most = this.#concurrency;
    if (this.#running.size >= most || this.#ready.length > 0) return false;
    if (this.#running.size + this.#closes.open >= 2 * most) return false; // CLOSEs are on their way
    const folder = this.#frontier.pop();
    if (folder === undefined) return false;
    this.#visit(folder, 0);
    return true;
  }

  /** Nothing waits to be taken: lets the listings go on. */
  #ask(): boolean {
    if (this.#ready.length > 0) return false;
    const waiting = this.#frontier.length;
    for (const listing of this.#running.values()) {
      listing?.resume();
      if (this.#ready.length > 0) break;
    }
    return this.#ready.length > 0 || this.#frontier.length > waiting;
  }

  /** Lists a folder, where it leads to. A link of a namespace may lead to another one. */
  #visit(folder: Folder, links: number): void {
    const { resolve } = this.#options;
    const leads = links > 0 || (folder.item !== undefined && isElsewhere(folder.item.entry));
    if (!leads || resolve === undefined) {
      this.#list(folder, links);
      return;
    }
    this.#running.set(folder, undefined);
    attach(this.#subscriber, this.#leave(folder, resolve(folder.place)), {
      next: () => {
        this.#list(folder, links);
      },
      error: error => {
        this.#failed(folder, error, links);
      },
    });
  }

  #list(folder: Folder, links: number): void {
    const { createContexts, order } = this.#options;
    const isOpen = () => this.#ready.length === 0; // what is not shown cannot be taken
    const listing = new Listing(
      folder.place.tree,
      folder.place.path,
      {
        createContexts,
        room: ROOM,
        onSelf: ({ fileId }) => {
          if (folder.fileId === 0n) folder.fileId = fileId; // of all others their own entry tells
        },
      },
      {
        get isOpen() {
          return isOpen();
        },
        next: entries => {
          const isLarge = entries.length > LARGE && this.#options.concurrency === undefined;
          if (isLarge) this.#concurrency = FEWER;
          this.#guard(() => {
            for (const entry of entries) this.#meet(folder, entry);
          });
          this.#pump();
        },
        failed: error => {
          this.#failed(folder, error, links);
        },
        complete: () => {
          this.#listed(folder);
        },
      },
      // whoever is told of a folder after all in it may want to remove it: then it is closed first
      order === 'post' ? closeFolder : this.#closeLater,
    );
    this.#running.set(folder, listing);
    listing.start();
  }

  readonly #closeLater: FolderCloser = (handle, done) => {
    this.#closes.add(handle);
    done();
  };

  #failed(folder: Folder, error: unknown, links: number): void {
    const { resolve } = this.#options;
    const on = error instanceof SmbError && error.ntstatus === NtStatus.STATUS_PATH_NOT_COVERED;
    if (on && resolve !== undefined && links < MOST_LINKS) {
      this.#visit(folder, links + 1);
      return;
    }
    this.#guard(() => {
      this.#fail(error, folder);
    });
    if (!this.#subscriber.closed) this.#listed(folder);
  }

  #listed(folder: Folder): void {
    this.#running.delete(folder);
    this.#finish(folder);
    this.#pump();
  }

  #meet(parent: Folder, entry: FileIdBothDirectoryEntry): void {
    const { fileName, fileAttributes, fileId } = entry;
    const isDirectory = (fileAttributes & FileAttributes.DIRECTORY) !== 0;
    const depth = parent.depth + 1;
    const folder = parent.path;
    const item: WalkItem = { path: join(folder, fileName), folder, depth, entry, isDirectory };
    const descends = isDirectory && this.#descends(item, parent);
    if (!descends || this.#options.order !== 'post') this.#show(item);
    if (!descends) return;
    parent.open++;
    const place = { tree: parent.place.tree, path: join(parent.place.path, fileName) };
    // what leads elsewhere has another number there, which its listing tells
    const known = isElsewhere(entry) ? 0n : fileId;
    this.#frontier.push({ place, path: item.path, depth, parent, fileId: known, item, open: 1 });
  }

  #descends(item: WalkItem, parent: Folder): boolean {
    const { depth = Infinity, descend } = this.#options;
    const isLink = (item.entry.fileAttributes & FileAttributes.REPARSE_POINT) !== 0;
    const isEntered = !isLink || (this.#options.resolve !== undefined && isElsewhere(item.entry));
    if (item.depth >= depth || !isEntered) return false;
    if (IMPOSSIBLE.test(item.entry.fileName)) {
      const message = `the server lists a folder by a name that none can have: ${JSON.stringify(item.entry.fileName)}`;
      const code = 'ERR_SMB_UNSAFE_NAME';
      this.#fail(new SmbError({ code, message, path: item.path, outcome: 'not-sent' }), item);
      return false;
    }
    const { fileId } = item.entry;
    for (let at: Folder | undefined = parent; at !== undefined && fileId !== 0n; at = at.parent) {
      if (at.fileId === fileId && at.place.tree === parent.place.tree) return false; // it is its own ancestor
    }
    if (descend?.(item) === false) return false;
    if (item.depth < DEEPEST) return true;
    const message = `folders are nested more than ${DEEPEST} levels deep: is there a link to a parent folder?`;
    this.#fail(new SmbError({ code: 'ELOOP', message, path: item.path }), { path: item.path });
    return false;
  }

  /** A folder is listed elsewhere from now on, unless that is where the walk has been. */
  #leave(folder: Folder, there: Observable<FolderPlace>): Observable<void> {
    return there.pipe(
      map(place => {
        for (let at: Folder | undefined = folder; at !== undefined; at = at.parent) {
          if (at.place.tree === place.tree && at.place.path.toLowerCase() === place.path.toLowerCase()) {
            const message = 'this folder leads back to itself, or to one that it lies in';
            throw new SmbError({ code: 'ELOOP', message, path: folder.path });
          }
        }
        folder.place = place;
      }),
    );
  }

  #show(item: WalkItem): void {
    if (this.#options.filter?.(item) !== false) this.#ready.push(item);
  }

  /** A folder's listing, or a folder in it, is finished. */
  #finish(folder: Folder): void {
    for (let at: Folder | undefined = folder; at !== undefined; at = at.parent) {
      if (--at.open > 0) return;
      const { item } = at;
      if (item !== undefined && this.#options.order === 'post') {
        this.#guard(() => {
          this.#show(item);
        });
      }
    }
  }

  #fail(error: unknown, { path }: { readonly path: string }): void {
    const { onError } = this.#options;
    // an abort ends the share, too
    const gone = !(error instanceof SmbError) || error.fatal;
    if (onError === undefined || gone) this.#subscriber.error(error);
    else onError(error, path);
  }

  /** The user's callbacks may throw: that is an error of the walk. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#subscriber.error(error);
    }
  }
}

/** A link of a namespace (DFS), [MS-FSCC] 2.1.2.1: of such entries EaSize is the tag. */
export function isElsewhere({ fileAttributes, eaSize }: FileIdBothDirectoryEntry): boolean {
  const isLink = (fileAttributes & FileAttributes.REPARSE_POINT) !== 0;
  return isLink && (eaSize === ReparseTag.DFS || eaSize === ReparseTag.DFSR);
}

function join(parent: string, name: string): string {
  return parent === '' || name === '' ? parent + name : `${parent}\\${name}`;
}
