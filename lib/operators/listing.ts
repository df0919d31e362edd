import { close } from '../commands/close.ts';
import { create, type CreateResponse } from '../commands/create.ts';
import { execute } from '../commands/execute.ts';
import { RELATED } from '../commands/plan.ts';
import { queryDirectory, type QueryDirectoryResponse } from '../commands/query-directory.ts';
import type { Open, Tree } from '../commands/target.ts';
import { ProtocolError } from '../errors.ts';
import type { FileIdBothDirectoryEntry } from '../wire/fscc/file-id-both-directory-information.ts';
import type { CreateContext } from '../wire/smb2/contexts/create-context.ts';
import { AccessMask, CreateDisposition, CreateOptions, ShareAccess } from '../wire/smb2/create.ts';
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
   * Most bytes of entries in a reply. Default 1 MiB.
   *
   * @internal
   */
  readonly room?: number | undefined;
  /**
   * Entries after which a listing has no end. Default 16,777,216.
   *
   * @internal
   */
  readonly most?: number | undefined;
}

/** Who takes a listing; after `complete` or `failed` nothing more comes. */
export interface ListingTaker {
  /** More entries are wanted now; who says no calls `resume` later. */
  readonly isOpen: boolean;
  /** One reply's entries, never none. */
  next(entries: readonly FileIdBothDirectoryEntry[]): void;
  failed(error: unknown): void;
  complete(): void;
}

/** Closes a folder whose entries are all there; the listing is complete when that is `done`, whatever came of it. */
export type FolderCloser = (handle: Open, done: () => void) => void;

/** More entries than any folder has: file systems without end (NTFS, ZFS) get slow long before, ext4 stops at 12 million. */
const MOST_ENTRIES = 2 ** 24;

/** Bytes of the first replies: one credit each, and enough for some 500 entries. */
const FIRST = 65_536;
/** Bytes of the further ones, where there is one listing: a folder that needs them is large. */
const FURTHER = 1024 * 1024;

/** The first questions of nearly all listings. */
const ALL = queryDirectory(RELATED, { outputBufferLength: FIRST });

/**
 * The work of one listing, without Observables, for whoever has thousands of them: CREATE and two QUERY_DIRECTORY in
 * one chain, more of the latter while the taker wants more, CLOSE when there are no more.
 */
export class Listing {
  readonly #tree: Tree;
  readonly #path: string;
  readonly #options: ListOptions;
  readonly #taker: ListingTaker;
  readonly #closer: FolderCloser;
  readonly #batches: (readonly FileIdBothDirectoryEntry[])[] = [];
  readonly #rounds = new Rounds();
  /** Entries that may still come. */
  #left: number;
  #handle: Open | undefined;
  #cancel: (() => void) | undefined;
  #busy = false;
  /** The server has said that there are no more. */
  #complete = false;
  #closed = false;
  #draining = false;
  #ended = false;

  constructor(
    tree: Tree,
    path: string,
    options: ListOptions,
    taker: ListingTaker,
    closer: FolderCloser = closeFolder,
  ) {
    this.#tree = tree;
    this.#path = path;
    this.#options = options;
    this.#left = options.most ?? MOST_ENTRIES;
    this.#taker = taker;
    this.#closer = closer;
  }

  start(): void {
    const { pattern, createContexts } = this.#options;
    const query =
      pattern === undefined ? ALL : queryDirectory(RELATED, { fileName: pattern, outputBufferLength: FIRST });
    const { plan, target } = create(this.#tree, {
      path: this.#path,
      desiredAccess: AccessMask.LIST_DIRECTORY | AccessMask.READ_ATTRIBUTES | AccessMask.SYNCHRONIZE,
      shareAccess: ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE,
      createDisposition: CreateDisposition.OPEN,
      createOptions: CreateOptions.DIRECTORY_FILE,
      createContexts,
    });
    const related = { plan: query.plan, target, related: true };
    this.#ask([{ plan, target, related: false }, related, related], responses => {
      const [{ handle }, first, second] = responses as [
        CreateResponse,
        QueryDirectoryResponse,
        QueryDirectoryResponse,
      ];
      this.#handle = handle;
      this.#answered(first.entries, second.entries);
    });
  }

  /** The taker wants more again. */
  resume(): void {
    this.#drain();
  }

  /** Nobody waits any more: cancels what is under way, and closes what is open. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancel?.();
    this.#giveBack(closeFolder);
  }

  #ask(steps: Parameters<typeof execute>[0], answered: (responses: readonly unknown[]) => void): void {
    const chain = { settled: false };
    const settle = () => {
      chain.settled = true;
      this.#busy = false;
      this.#cancel = undefined;
      return !this.#ended;
    };
    this.#busy = true;
    const cancel = execute(steps, {
      done: responses => {
        if (settle()) answered(responses);
      },
      error: error => {
        if (settle()) this.#fail(error);
      },
    });
    if (!chain.settled) this.#cancel = cancel; // else the next one may have been asked already
  }

  #more(handle: Open): void {
    const { plan, target } = queryDirectory(handle, {
      fileName: this.#options.pattern,
      outputBufferLength: this.#room(handle),
    });
    this.#ask([{ plan, target, related: false }], ([response]) => {
      this.#answered((response as QueryDirectoryResponse).entries);
    });
  }

  /** A reply no dearer than the server's credits allow. */
  #room(handle: Open): number {
    const { limits, exchange } = handle.address();
    if (!limits.multiCredit) return FIRST;
    const { room = FURTHER } = this.#options;
    return Math.min(room, limits.maxTransactSize, Math.max(1, exchange.window.capacity >> 2) * FIRST);
  }

  #answered(...replies: readonly (readonly FileIdBothDirectoryEntry[])[]): void {
    try {
      for (const entries of replies) if (!this.#complete) this.#take(entries);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#complete) this.#giveBack(this.#closer);
    this.#drain();
  }

  #take(entries: readonly FileIdBothDirectoryEntry[]): void {
    if (entries.length === 0) {
      this.#complete = true;
      return;
    }
    this.#left -= entries.length;
    if (this.#left < 0) throw endless('it has no end');
    const { pattern, onSelf } = this.#options;
    // macOS repeats the only match for ever, instead of saying that there are no more
    if (pattern !== undefined && !/[*?<>"]/.test(pattern)) this.#complete = true;
    else if (this.#rounds.isRepeated(entries)) throw endless('it goes round');
    const shown = entries.filter(entry => {
      if (entry.fileName === '.') onSelf?.(entry);
      return entry.fileName !== '.' && entry.fileName !== '..';
    });
    if (shown.length > 0) this.#batches.push(shown);
  }

  /** Hands out what there is, and asks for the next reply while the last one is being looked at. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    while (!this.#ended && this.#taker.isOpen) {
      const batch = this.#batches.shift();
      if (batch === undefined) break;
      this.#taker.next(batch);
    }
    this.#draining = false;
    if (this.#ended) return;
    if (this.#complete) {
      if (!this.#closed || this.#batches.length > 0) return;
      this.#ended = true;
      this.#taker.complete();
    } else if (!this.#busy && this.#handle !== undefined && this.#batches.length === 0) {
      this.#more(this.#handle);
    }
  }

  #fail(error: unknown): void {
    this.stop();
    this.#taker.failed(error);
  }

  #giveBack(closer: FolderCloser): void {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle === undefined) return;
    closer(handle, () => {
      this.#closed = true;
      this.#drain();
    });
  }
}

/** Closes one folder, alone. */
export function closeFolder(handle: Open, done: () => void): void {
  const { plan, target } = close(handle);
  // whatever becomes of this CLOSE, the entries are all there
  execute([{ plan, target, related: false }], { done, error: done });
}

/** One folder that cannot be listed: the share is as good as before. */
function endless(what: string): ProtocolError {
  const message = `the server's listing of the folder cannot be right: ${what}`;
  return new ProtocolError(message, { command: 'QUERY_DIRECTORY', fatal: false });
}
