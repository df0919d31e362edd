import { EventEmitter } from 'node:events';
import type { Observable, Subscription } from 'rxjs';

import type { FsWatchEvent } from './fs-watch.ts';

/** What a {@link FSWatcher} emits, and with which arguments. */
export interface FSWatcherEvents {
  /** The server listens: whatever happens from now on is told. Node has no such event, its `watch` blocks until then. */
  ready: [];
  change: [eventType: FsWatchEvent['eventType'], filename: string | null];
  error: [error: Error];
  close: [];
}

/**
 * A folder or file that is watched, as `share.fs.watch` gives it: the events of `fs.FSWatcher` and `ready`. An `error`
 * ends it.
 */
export class FSWatcher extends EventEmitter<FSWatcherEvents> {
  #watching: Subscription | undefined;
  #closed = false;

  /** @internal */
  constructor(events: Observable<FsWatchEvent | 'ready'>, signal?: AbortSignal) {
    super();
    const abort = () => {
      this.close();
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.once('close', () => {
      signal?.removeEventListener('abort', abort);
    });
    if (signal?.aborted) abort();
    // whoever called has listeners to add first
    process.nextTick(() => {
      if (!this.#closed) this.#begin(events);
    });
  }

  /** Stops watching; `close` is emitted once. Again does nothing. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watching?.unsubscribe();
    process.nextTick(() => this.emit('close'));
  }

  /** Does nothing: it is the mounted share that keeps the process alive. */
  ref(): this {
    return this;
  }

  /** Does nothing: it is the mounted share that keeps the process alive. */
  unref(): this {
    return this;
  }

  /** `await using watcher = share.fs.watch(...)` closes it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #begin(events: Observable<FsWatchEvent | 'ready'>): void {
    this.#watching = events.subscribe({
      next: event => {
        if (event === 'ready') this.emit('ready');
        else this.emit('change', event.eventType, event.filename);
      },
      error: (error: Error) => {
        this.close();
        this.emit('error', error);
      },
    });
    if (this.#closed) this.#watching.unsubscribe();
  }
}
