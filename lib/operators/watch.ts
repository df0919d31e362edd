import { Observable, type Subscriber } from 'rxjs';

import { changeNotify, type ChangeNotifyResponse } from '../commands/change-notify.ts';
import { create } from '../commands/create.ts';
import type { Open, Tree } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import { NtStatus } from '../wire/erref/common-ntstatus.ts';
import { ChangeNotifyFlags, CompletionFilter } from '../wire/smb2/change-notify.ts';
import { AccessMask, CreateDisposition, CreateOptions, ShareAccess } from '../wire/smb2/create.ts';
import { attach } from './attach.ts';
import { Changes, type WatchItem } from './changes.ts';
import { type Valve, valveOf } from './demand.ts';
import type { Flow } from './flow.ts';
import { Queue } from './queue.ts';
import { usingHandle } from './using-handle.ts';

export type { WatchItem } from './changes.ts';

/** What to watch for. */
export interface WatchOptions {
  /** Below the folder, too. Default: false. */
  readonly recursive?: boolean | undefined;
  /** Bits of `CompletionFilter`. Default: names, sizes and times of writing. */
  readonly completionFilter?: number | undefined;
  /** Bytes of changes that the server keeps between two requests; more are an overflow. Default 64 KiB. */
  readonly outputBufferLength?: number | undefined;
}

/** Names, sizes, times of writing: what a copy elsewhere would have to follow. */
export const DEFAULT_FILTER =
  CompletionFilter.FILE_NAME |
  CompletionFilter.DIR_NAME |
  CompletionFilter.SIZE |
  CompletionFilter.LAST_WRITE;

/** Changes that may wait for a consumer, some 10 MiB of them; when there are more, an overflow takes their place. */
const MOST_WAITING = 65_536;

/**
 * Watches a folder: `ready` once the server listens, then each change as it is told. A request is always outstanding:
 * the next one is sent before anybody sees what the last one brought. When more happened than the server, or the
 * consumer, had room for, an `overflow` says so: list the folder then.
 *
 * Never completes. A plain `subscribe` is push at wire speed; for a bounded consumer changes wait here, up to 65,536.
 * Unsubscribing cancels the request on the server and closes the folder.
 *
 * @param path as it goes to the wire, the empty string for the root
 * @throws {@link SmbError} `ENOENT` (no such folder, or it was removed), `ENOTDIR`, `EACCES`
 * @example
 * ```ts
 * watch(share.tree, 'inbox').subscribe(change => console.log(change));
 * ```
 */
export function watch(tree: Tree, path: string, options: WatchOptions = {}): Flow<WatchItem> {
  const opened = create(tree, {
    path,
    desiredAccess: AccessMask.LIST_DIRECTORY | AccessMask.READ_ATTRIBUTES | AccessMask.SYNCHRONIZE,
    shareAccess: ShareAccess.READ | ShareAccess.WRITE | ShareAccess.DELETE,
    createDisposition: CreateDisposition.OPEN,
    createOptions: CreateOptions.DIRECTORY_FILE,
  });
  return usingHandle(
    opened,
    handle => new Observable<WatchItem>(subscriber => new Watch(handle, options, subscriber).start()),
  );
}

class Watch {
  readonly #handle: Open;
  readonly #options: WatchOptions;
  readonly #subscriber: Subscriber<WatchItem>;
  readonly #valve: Valve;
  readonly #waiting = new Queue<WatchItem>();
  readonly #changes = new Changes(item => {
    this.#wait(item);
    this.#deliver();
  });
  #ready = false;
  #sending = false;
  #due = false;
  #delivering = false;

  constructor(handle: Open, options: WatchOptions, subscriber: Subscriber<WatchItem>) {
    this.#handle = handle;
    this.#options = options;
    this.#subscriber = subscriber;
    this.#valve = valveOf(subscriber);
  }

  start(): () => void {
    const forget = this.#valve.onOpen(() => {
      this.#deliver();
    });
    this.#listen();
    return () => {
      forget();
      this.#changes.end();
    };
  }

  /** Sends the next request, and only then hands out what there is. A server that answers at once does not recurse. */
  #listen(): void {
    this.#due = true;
    if (this.#sending) return;
    this.#sending = true;
    while (this.#isDue()) this.#send();
    this.#sending = false;
    this.#deliver();
  }

  #isDue(): boolean {
    return this.#due && !this.#subscriber.closed;
  }

  #send(): void {
    this.#due = false;
    const { recursive = false, completionFilter = DEFAULT_FILTER, outputBufferLength } = this.#options;
    const request = changeNotify(this.#handle, {
      completionFilter,
      flags: recursive ? ChangeNotifyFlags.WATCH_TREE : 0,
      outputBufferLength,
      onPending: () => {
        this.#begin();
        this.#deliver();
      },
    });
    attach(this.#subscriber, request, {
      next: response => {
        this.#take(response);
      },
      error: error => {
        this.#subscriber.error(error);
      },
    });
  }

  #take({ status, changes }: ChangeNotifyResponse): void {
    if (status === NtStatus.STATUS_NOTIFY_CLEANUP) {
      const message = 'the server has closed the folder that is watched';
      this.#subscriber.error(new SmbError({ code: 'ENOENT', message, command: 'CHANGE_NOTIFY' }));
      return;
    }
    this.#begin();
    if (status === NtStatus.STATUS_NOTIFY_ENUM_DIR) this.#overflow();
    for (const change of changes) this.#changes.take(change, item => this.#wait(item));
    this.#listen();
  }

  /** The server listens. */
  #begin(): void {
    if (this.#ready) return;
    this.#ready = true;
    this.#waiting.push({ type: 'ready' });
  }

  #wait(item: WatchItem): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(item);
    else this.#overflow();
  }

  /** What was told so far is nothing against what was not: the folder must be listed anyway. */
  #overflow(): void {
    const unheard = this.#waiting.first?.type === 'ready';
    this.#waiting.clear();
    if (unheard) this.#waiting.push({ type: 'ready' });
    this.#waiting.push({ type: 'overflow' });
  }

  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    while (this.#valve.isOpen && !this.#subscriber.closed) {
      const item = this.#waiting.shift();
      if (item === undefined) break;
      this.#subscriber.next(item);
    }
    this.#delivering = false;
  }
}
