import type { Observable, ObservableInput } from 'rxjs';

import type { Outcome } from '../share/small-chain.ts';
import type { Slabs } from '../streams/slabs.ts';

/** What an entry of a folder is; a `link` is never followed, and `special` are devices, sockets and their like. */
export type EntryKind = 'file' | 'folder' | 'link' | 'special';

/** One entry of a folder. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
  /** Bytes of a file. */
  readonly size: number;
  /** When it was last written: nanoseconds since 1970. */
  readonly mtime: bigint;
  /** Tells a folder from all others of its side, to find one that contains itself; 0n where that is unknown. */
  readonly id: bigint;
  /** The name only looks like this: it is none that a file could have here, or there. */
  readonly misnamed?: true | undefined;
}

/** What a file is to be like once it is written. */
export interface FileFacts {
  /** Bytes that must come, no more and no less. */
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  /** What it takes the place of. */
  readonly old: Entry | undefined;
}

/** How much memory a transfer may use, and which. */
export interface Means {
  /** Bytes of the file that may be on their way at once. */
  readonly ahead: number;
  /** Where pieces are read into; whoever has consumed one gives it back. */
  readonly slabs: Slabs;
}

/** Where a folder is: the same `where` and the same path are the same folder. */
export interface Place {
  readonly where: unknown;
  /** Within it, `/` between the parts. */
  readonly path: string;
}

/**
 * Small files as wholes, without an Observable for each: thousands of those cost more than the files. What begins
 * work returns how to cancel it, which leaves nothing half done behind, once the side is closed.
 */
export interface WholeFiles {
  /**
   * All bytes of a file; how many there are is for the caller to see. Whoever has consumed them may say so by
   * {@link WholeFiles.give}.
   */
  fetch(path: string, entry: Entry, means: Means, outcome: Outcome<Uint8Array>): () => void;
  /** Bytes that were fetched are not looked at any more: their memory may serve the next file. */
  give(data: Uint8Array): void;
  /** As {@link Side.write}. */
  store(
    path: string,
    file: FileFacts,
    data: Uint8Array,
    means: Means,
    outcome: Outcome<undefined>,
  ): () => void;
}

/**
 * One end of a sync. Paths are relative to its root, `/` between their parts, the empty string for the root
 * itself. Everything is cold, cancelled by unsubscribing, and fails with an {@link SmbError}.
 */
export interface Side {
  /** To see that a folder is not synced into itself. */
  readonly place: Place;
  /** Whether a name that this side listed is one of that very folder; what is not, is left alone. */
  owns(name: string): boolean;
  /** Whether a name may become the name of a file on this side: one of that very folder, and no other. */
  accepts(name: string): boolean;
  /**
   * Whether names that differ only in case are the same here.
   * @param probe makes a temporary file to find out, and removes it; else the answer is a guess
   */
  foldsCase(probe: boolean): Observable<boolean>;
  /** The root's {@link Entry.id}, or undefined where there is none; makes it first if told to. */
  root(make: boolean): Observable<bigint | undefined>;
  /** What is in a folder, in any number of batches; entries of an impossible name among it. */
  list(path: string): Observable<readonly Entry[]>;
  /** The bytes of a file, in order. Demand passes through, or it is an iterable. */
  read(path: string, entry: Entry, means: Means): ObservableInput<Uint8Array>;
  /**
   * Writes a file under a temporary name, then gives it its time and its name, in place of what has that name.
   * Emits the bytes written so far, after each piece. Whatever ends it early, the temporary file goes away.
   */
  write(
    path: string,
    file: FileFacts,
    content: ObservableInput<Uint8Array>,
    means: Means,
  ): Observable<number>;
  /** The same for small files, where this side can. */
  readonly whole?: WholeFiles | undefined;
  /** Makes a folder whose parent is there. */
  makeFolder(path: string): Observable<unknown>;
  /** Removes one thing, of a folder only an empty one. It is no error if it is gone. */
  remove(path: string, kind: EntryKind): Observable<unknown>;
  /** When a file or folder was last written. */
  setTime(path: string, mtime: bigint): Observable<unknown>;
  /** Resolves when what was torn down is cleaned up, and the share, if it was mounted for this, is left. Never fails. */
  close(): Promise<void>;
}

/** The path of an entry. */
export function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
