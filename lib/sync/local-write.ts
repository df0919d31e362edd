import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, unlink } from 'node:fs/promises';
import type { ObservableInput, Subscriber } from 'rxjs';

import { demanding, valveOf } from '../operators/demand.ts';
import { parallel } from '../operators/parallel.ts';
import type { Slabs } from '../streams/slabs.ts';
import { complete, notTooMany } from './complete.ts';
import { isGone, localError } from './local-error.ts';
import type { FileFacts } from './side.ts';
import { tempName } from '../share/temp-name.ts';

/** A file that must not be there yet, and no link that leads anywhere else. */
const FRESH = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const DEFAULT_MODE = 0o666;

/** One file on its way to the local disk. */
export class LocalWrite {
  readonly #final: string;
  readonly #temp: string;
  readonly #file: FileFacts;
  readonly #slabs: Slabs;
  readonly #subscriber: Subscriber<number>;
  #stopped = false;
  #cut: () => void = () => undefined;
  #written = 0;

  /** @param final where it belongs, on the local disk */
  constructor(final: string, file: FileFacts, slabs: Slabs, subscriber: Subscriber<number>) {
    this.#final = final;
    this.#temp = final.slice(0, final.lastIndexOf('/') + 1) + tempName();
    this.#file = file;
    this.#slabs = slabs;
    this.#subscriber = subscriber;
  }

  /** Settles when the file is there, or when nothing of it is left. */
  async run(content: ObservableInput<Uint8Array>): Promise<void> {
    let begun = false;
    if (this.#stopped) return;
    try {
      const mode = await this.#mode();
      const handle = await open(this.#temp, FRESH, mode ?? DEFAULT_MODE);
      begun = true;
      try {
        if (!(await this.#copy(handle, content))) throw new Error('stopped'); // nobody hears it
        complete(this.#written, this.#file);
        if (mode !== undefined) await handle.chmod(mode);
        await handle.utimes(Date.now() / 1000, seconds(this.#file.mtime));
      } finally {
        await handle.close();
      }
      await rename(this.#temp, this.#final);
    } catch (error) {
      if (begun) await unlink(this.#temp).catch(() => undefined);
      throw localError(error, this.#final);
    }
  }

  /** Ends it early: the handle is closed and the temporary file removed. */
  stop(): void {
    this.#stopped = true;
    this.#cut();
  }

  /** Whether it got to the end, and was not stopped. */
  #copy(handle: FileHandle, content: ObservableInput<Uint8Array>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) {
        resolve(false);
        return;
      }
      const write = parallel(1, (piece: Uint8Array) => {
        notTooMany(this.#written + piece.length, this.#file);
        return writeAll(handle, piece, this.#written).then(bytes => {
          this.#slabs.give(piece);
          return bytes;
        });
      });
      const copying = write(content).subscribe(
        demanding(valveOf(this.#subscriber), {
          next: bytes => {
            this.#written += bytes;
            this.#subscriber.next(this.#written);
          },
          error: reject,
          complete: () => resolve(true),
        }),
      );
      this.#cut = () => {
        copying.unsubscribe();
        resolve(false);
      };
    });
  }

  /** A file that is replaced keeps its permissions: it may have been private. */
  async #mode(): Promise<number | undefined> {
    if (this.#file.old?.kind !== 'file') return undefined;
    try {
      const stats = await lstat(this.#final);
      return stats.isFile() ? stats.mode & 0o777 : undefined;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }
}

/** Nanoseconds as `fs` takes them; as text, since it takes a negative number for now. */
export function seconds(ns: bigint): string {
  const [sign, abs] = ns < 0n ? ['-', -ns] : ['', ns];
  return `${sign}${abs / 1_000_000_000n}.${String(abs % 1_000_000_000n).padStart(9, '0')}`;
}

async function writeAll(handle: FileHandle, piece: Uint8Array, at: number): Promise<number> {
  let done = 0;
  while (done < piece.length) {
    const { bytesWritten } = await handle.write(piece, done, piece.length - done, at + done);
    done += bytesWritten;
  }
  return done;
}
