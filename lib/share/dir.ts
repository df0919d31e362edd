import { SmbError } from '../errors.ts';
import type { Dirent } from './dirent.ts';

/**
 * An open folder, as `fs.Dir`: its entries one by one, asked of the server as they are taken.
 *
 * @example
 * ```ts
 * const dir = await share.opendir('docs');
 * for await (const entry of dir) console.log(entry.name); // which also closes it
 * ```
 */
export class Dir implements AsyncIterable<Dirent> {
  /** As it was given to `opendir`. */
  readonly path: string;
  readonly #entries: AsyncIterator<Dirent[]>;
  #batch: readonly Dirent[];
  #at = 0;
  #closed = false;
  /** Reads happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(path: string, entries: AsyncIterator<Dirent[]>, first: readonly Dirent[]) {
    this.path = path;
    this.#entries = entries;
    this.#batch = first;
  }

  /**
   * The next entry; `null` when there is none any more.
   *
   * @throws SmbError `EBADF` when the folder is closed, and the failures of the listing
   */
  read(): Promise<Dirent | null> {
    const next = this.#turn.then(() => this.#next());
    this.#turn = next.catch(() => undefined);
    return next;
  }

  /**
   * Gives the server its handle back.
   *
   * @throws SmbError `EBADF` when it is closed already
   */
  async close(): Promise<void> {
    this.#check();
    this.#closed = true;
    await this.#entries.return?.();
  }

  /** All entries that are left; the end of the loop, however it comes, closes the folder. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Dirent, void> {
    try {
      for (let entry = await this.read(); entry !== null; entry = await this.read()) yield entry;
    } finally {
      if (!this.#closed) await this.close();
    }
  }

  /** `await using dir = await share.opendir(...)` closes it at the end of the block. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) await this.close();
  }

  async #next(): Promise<Dirent | null> {
    this.#check();
    while (this.#at >= this.#batch.length) {
      const next = await this.#entries.next();
      if (next.done === true) return null;
      this.#batch = next.value;
      this.#at = 0;
    }
    return this.#batch[this.#at++] ?? null;
  }

  #check(): void {
    if (!this.#closed) return;
    const message = 'the folder is closed';
    throw new SmbError({ code: 'EBADF', message, path: this.path, syscall: 'scandir', outcome: 'not-sent' });
  }
}
