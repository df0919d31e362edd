import type { FileEntry } from '../file-systems/file-system.ts';
import { RangeLocks } from './range-locks.ts';

/** What an open says of itself to those who want the same file. */
export interface Holder {
  /** Of an alternate stream; share modes count among the opens of one stream. */
  readonly stream: string | undefined;
  readonly grantedAccess: number;
  readonly shareAccess: number;
}

/** A file or folder that at least one open stands on; all of its opens share what is said of it here. */
export class SharedFile {
  readonly fileId: bigint;
  readonly isDirectory: boolean;
  /** Follows renames. */
  path: string;
  /** It has no name any more, while somebody still has its bytes open. */
  orphaned = false;
  readonly opens = new Set<Holder>();
  readonly #marked = new Set<() => void>();
  #deletePending = false;
  readonly #locks = new Map<string, RangeLocks>();

  constructor({ fileId, isDirectory, path }: FileEntry) {
    this.fileId = fileId;
    this.isDirectory = isDirectory;
    this.path = path;
  }

  /** It goes when the last open is closed; nobody else may open it before. */
  get deletePending(): boolean {
    return this.#deletePending;
  }

  set deletePending(pending: boolean) {
    this.#deletePending = pending;
    if (pending) for (const listener of [...this.#marked]) listener();
  }

  /** Does something when it is marked to go. @returns takes that back */
  onMarked(listener: () => void): () => void {
    this.#marked.add(listener);
    return () => void this.#marked.delete(listener);
  }

  /** The locks of one of its streams, each of which has its own. */
  locksOf(stream = ''): RangeLocks {
    const name = stream.toUpperCase();
    let locks = this.#locks.get(name);
    if (locks === undefined) {
      locks = new RangeLocks();
      this.#locks.set(name, locks);
    }
    return locks;
  }
}
