import type { Subscriber } from 'rxjs';

import { close } from '../commands/close.ts';
import { create } from '../commands/create.ts';
import { RELATED } from '../commands/plan.ts';
import { queryDirectory } from '../commands/query-directory.ts';
import type { Open, Tree } from '../commands/target.ts';
import { ProtocolError } from '../errors.ts';
import type { FileIdBothDirectoryEntry } from '../wire/fscc/file-id-both-directory-information.ts';
import type { CreateContext } from '../wire/smb2/contexts/create-context.ts';
import { AccessMask, CreateDisposition, CreateOptions, ShareAccess } from '../wire/smb2/create.ts';
import { attach } from './attach.ts';
import { compound } from './compound.ts';
import { type Valve, valveOf } from './demand.ts';
import { Flow } from './flow.ts';
import { Rounds } from './rounds.ts';

/** Which entries of a folder to list. */
export interface ListOptions {
  /** `*` and `?` stand for characters, matched by the server. Default `*`. */
  readonly pattern?: string | undefined;
  /** What the CREATE of the folder carries: a moment of the past, for instance. */
  readonly createContexts?: readonly CreateContext[] | undefined;
  /**
   * Told of the folder itself, where the server lists it as `.`.
   *
   * @internal
   */
  readonly onSelf?: ((entry: FileIdBothDirectoryEntry) => void) | undefined;
  /**
   * Entries after which a listing has no end. Default 16,777,216.
   *
   * @internal
   */
  readonly most?: number | undefined;
}

/** More entries than any folder has: file systems without end (NTFS, ZFS) get slow long before, ext4 stops at 12 million. */
const MOST_ENTRIES = 2 ** 24;

/** Bytes of the first replies: one credit each, and enough for some 500 entries. */
const FIRST = 65_536;
/** Bytes of the further ones: a folder that needs them is large. */
const FURTHER = 1024 * 1024;

/**
 * Lists one folder: one array of entries per reply of the server, never an empty one, `.` and `..` left out.
 * A small folder takes one round trip and its CLOSE. Complete only when the server has said that no more
 * follows, and CLOSE was answered.
 *
 * A plain `subscribe` is push at wire speed; a bounded consumer stops the asking.
 *
 * @param path as it goes to the wire, the empty string for the root
 * @throws {@link SmbError} `ENOENT`, `ENOTDIR`, `EACCES`, `ERR_SMB_PROTOCOL` for a listing that goes round, or has no end
 * @example
 * ```ts
 * list(share.tree, 'photos\\2024').subscribe(entries => entries.forEach(e => console.log(e.fileName)));
 * ```
 */
export function list(
  tree: Tree,
  path: string,
  options: ListOptions = {},
): Flow<readonly FileIdBothDirectoryEntry[]> {
  return new Flow(subscriber => new Listing(tree, path, options, subscriber).start());
}

class Listing {
  readonly #tree: Tree;
  readonly #path: string;
  readonly #pattern: string;
  readonly #createContexts: readonly CreateContext[];
  readonly #onSelf: ListOptions['onSelf'];
  readonly #rounds = new Rounds();
  /** Entries that may still come. */
  #left: number;
  readonly #subscriber: Subscriber<readonly FileIdBothDirectoryEntry[]>;
  readonly #valve: Valve;
  readonly #batches: (readonly FileIdBothDirectoryEntry[])[] = [];
  #handle: Open | undefined;
  #busy = false;
  #complete = false;
  #closed = false;
  #draining = false;

  constructor(
    tree: Tree,
    path: string,
    { pattern = '*', createContexts = [], onSelf, most = MOST_ENTRIES }: ListOptions,
    subscriber: Subscriber<readonly FileIdBothDirectoryEntry[]>,
  ) {
    this.#tree = tree;
    this.#path = path;
    this.#pattern = pattern;
    this.#createContexts = createContexts;
    this.#onSelf = onSelf;
    this.#left = most;
    this.#subscriber = subscriber;
    this.#valve = valveOf(subscriber);
  }

  start(): () => void {
    const forget = this.#valve.onOpen(() => {
      this.#drain();
    });
    this.#begin();
    return () => {
      forget();
      this.#close();
    };
  }

  #begin(): void {
    const query = queryDirectory(RELATED, { fileName: this.#pattern, outputBufferLength: FIRST });
    this.#busy = true;
    const opening = compound(
      create(this.#tree, {
        path: this.#path,
        desiredAccess: AccessMask.LIST_DIRECTORY | AccessMask.READ_ATTRIBUTES | AccessMask.SYNCHRONIZE,
        shareAccess: ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE,
        createDisposition: CreateDisposition.OPEN,
        createOptions: CreateOptions.DIRECTORY_FILE,
        createContexts: this.#createContexts,
      }),
      query,
      query,
    );
    attach(this.#subscriber, opening, {
      next: ([{ handle }, first, second]) => {
        this.#handle = handle;
        this.#answered(first.entries, second.entries);
      },
      error: error => {
        this.#subscriber.error(error);
      },
    });
  }

  #more(handle: Open): void {
    this.#busy = true;
    const query = queryDirectory(handle, {
      fileName: this.#pattern,
      outputBufferLength: this.#room(handle),
    });
    attach(this.#subscriber, query, {
      next: ({ entries }) => {
        this.#answered(entries);
      },
      error: error => {
        this.#subscriber.error(error);
      },
    });
  }

  /** A reply no dearer than the server's credits allow. */
  #room(handle: Open): number {
    const { limits, exchange } = handle.address();
    if (!limits.multiCredit) return FIRST;
    return Math.min(FURTHER, limits.maxTransactSize, Math.max(1, exchange.window.capacity >> 2) * FIRST);
  }

  #take(entries: readonly FileIdBothDirectoryEntry[]): void {
    if (entries.length === 0) {
      this.#complete = true;
      return;
    }
    this.#left -= entries.length;
    if (this.#left < 0) throw endless('it has no end');
    // macOS repeats the only match for ever, instead of saying that there are no more
    if (!/[*?<>"]/.test(this.#pattern)) this.#complete = true;
    else if (this.#rounds.isRepeated(entries)) throw endless('it goes round');
    const shown = entries.filter(entry => {
      if (entry.fileName === '.') this.#onSelf?.(entry);
      return entry.fileName !== '.' && entry.fileName !== '..';
    });
    if (shown.length > 0) this.#batches.push(shown);
  }

  #answered(...replies: readonly (readonly FileIdBothDirectoryEntry[])[]): void {
    this.#busy = false;
    try {
      for (const entries of replies) if (!this.#complete) this.#take(entries);
    } catch (error) {
      this.#subscriber.error(error);
      return;
    }
    if (this.#complete) this.#close();
    this.#drain();
  }

  /** Hands out what there is, and asks for the next reply while the last one is being looked at. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    while (this.#valve.isOpen && !this.#subscriber.closed) {
      const batch = this.#batches.shift();
      if (batch === undefined) break;
      this.#subscriber.next(batch);
    }
    this.#draining = false;
    if (this.#subscriber.closed) return;
    if (this.#complete) {
      if (this.#closed && this.#batches.length === 0) this.#subscriber.complete();
    } else if (!this.#busy && this.#handle !== undefined && this.#batches.length === 0) {
      this.#more(this.#handle);
    }
  }

  #close(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle === undefined) return;
    const done = () => {
      this.#closed = true;
      this.#drain();
    };
    // whatever becomes of this CLOSE, the entries are all there
    close(handle).subscribe({ error: done, complete: done });
  }
}

/** One folder that cannot be listed: the share is as good as before. */
function endless(what: string): ProtocolError {
  const message = `the server's listing of the folder cannot be right: ${what}`;
  return new ProtocolError(message, { command: 'QUERY_DIRECTORY', fatal: false });
}
