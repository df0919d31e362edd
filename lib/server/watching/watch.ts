// [MS-SMB2] 3.3.5.19, [MS-FSA] 2.1.5.11 Server Requests Change Notifications for a Directory
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Refused } from '../refused.ts';
import type { Change } from '../state/changes.ts';
import type { DiskShare } from '../state/share.ts';
import type { SharedFile } from '../state/shared-file.ts';
import { KeptChanges } from './kept-changes.ts';
import { changeOf, Outside } from './outside.ts';

/** What the first request of a handle asks for; those that follow cannot change it. */
export interface WatchScope {
  /** Bits of CompletionFilter. */
  readonly filter: number;
  /** Below the folder, too. */
  readonly recursive: boolean;
  /** Bytes of changes that are kept between two requests. */
  readonly room: number;
}

/** A request's place in the queue for what happens next. */
export interface Turn {
  /** Resolves when there is something to take; rejects when there never will be. */
  readonly come: Promise<void>;
  leave(): void;
}

interface Waiter {
  readonly wake: () => void;
  readonly fail: (why: Refused) => void;
}

/** What a handle hears of its folder, from the first request until it is closed. */
export class Watch {
  /** Resolves when nothing is missed any more. */
  readonly ready: Promise<void>;
  readonly #share: DiskShare;
  readonly #folder: SharedFile;
  readonly #scope: WatchScope;
  readonly #kept: KeptChanges;
  readonly #waiting: Waiter[] = [];
  readonly #outside: Outside;
  readonly #ends: readonly (() => void)[];
  /** Where the folder lay when it was last looked at. */
  #path: string;

  constructor(share: DiskShare, folder: SharedFile, scope: WatchScope) {
    this.#share = share;
    this.#folder = folder;
    this.#scope = scope;
    this.#path = folder.path;
    this.#kept = new KeptChanges(scope.room);
    this.#outside = new Outside(share.fs, scope.recursive, change => {
      const told = changeOf(change);
      if (told === undefined) this.#kept.overflow();
      else this.#keep(told);
      this.#wake();
    });
    this.#ends = [
      share.changes.listen(changes => {
        this.#hear(changes);
      }),
      folder.onMarked(() => {
        this.#fail(NtStatus.STATUS_DELETE_PENDING);
      }),
    ];
    this.ready = this.#outside.follow(folder.path);
  }

  /** There is something to take, and nobody who came earlier. */
  get due(): boolean {
    return this.#kept.any && this.#waiting.length === 0;
  }

  /** Queues for what happens next: first come, first served. */
  queue(): Turn {
    let waiter: Waiter | undefined;
    const come = new Promise<void>((wake, fail) => {
      waiter = { wake, fail };
      this.#waiting.push(waiter);
    });
    this.#wake();
    return {
      come,
      leave: () => {
        const at = this.#waiting.findIndex(one => one === waiter);
        if (at >= 0) this.#waiting.splice(at, 1);
        // who gave up in the moment in which something happened leaves it to the next one
        this.#wake();
      },
    };
  }

  /** What happened since the last time; nothing when it is more than there is room for. */
  take(room: number): Uint8Array | undefined {
    return this.#kept.take(room);
  }

  /** The handle is closed. */
  end(): void {
    for (const end of this.#ends) end();
    this.#outside.end();
    this.#fail(NtStatus.STATUS_NOTIFY_CLEANUP);
  }

  #hear(changes: readonly Change[]): void {
    const { path, orphaned } = this.#folder;
    if (orphaned) return;
    if (path !== this.#path) {
      this.#path = path;
      void this.#outside.follow(path);
    }
    // the halves of a renaming are kept before anybody may take one of them
    for (const change of changes) this.#keep(change);
    this.#wake();
  }

  #keep({ action, path, filter }: Change): void {
    if ((filter & this.#scope.filter) === 0) return;
    const fileName = this.#relative(path);
    if (fileName !== undefined) this.#kept.add({ action, fileName });
  }

  /** A name as seen from the folder; nothing for what is not in it. */
  #relative(path: string): string | undefined {
    const parts = path.split('/');
    const depth = this.#path === '' ? 0 : this.#path.split('/').length;
    if (parts.length <= depth || (!this.#scope.recursive && parts.length > depth + 1)) return undefined;
    const above = parts.slice(0, depth).join('/');
    if (this.#share.fold(above) !== this.#share.fold(this.#path)) return undefined;
    return parts.slice(depth).join('\\');
  }

  #wake(): void {
    if (this.#kept.any) this.#waiting[0]?.wake();
  }

  #fail(status: number): void {
    for (const waiter of this.#waiting.splice(0)) waiter.fail(new Refused(status));
  }
}
