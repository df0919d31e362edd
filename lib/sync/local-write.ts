import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import type { ObservableInput, Subscriber } from 'rxjs';

import { demanding, valveOf } from '../operators/demand.ts';
import { parallel } from '../operators/parallel.ts';
import type { Slabs } from '../streams/slabs.ts';
import { complete, notTooMany } from './complete.ts';
import { DEFAULT_MODE, FRESH, modeOf, seconds } from './local-file.ts';
import type { FileFacts } from './side.ts';
import { tempName } from '../share/temp-name.ts';

/** One file on its way to the local disk, piece by piece. */
export class LocalWrite {
  readonly #final: string;
  readonly #temp: string;
  readonly #file: FileFacts;
  readonly #slabs: Slabs;
  readonly #subscriber: Subscriber<number>;
  #stopped = false;
  #cut: () => void = () => undefined;
  #written = 0;

  /** @param folder where it belongs, which must be held until {@link LocalWrite.run} settles */
  constructor(folder: string, name: string, file: FileFacts, slabs: Slabs, subscriber: Subscriber<number>) {
    this.#final = `${folder}/${name}`;
    this.#temp = `${folder}/${tempName()}`;
    this.#file = file;
    this.#slabs = slabs;
    this.#subscriber = subscriber;
  }

  /** Settles when the file is there, or when nothing of it is left. */
  async run(content: ObservableInput<Uint8Array>): Promise<void> {
    let begun = false;
    if (this.#stopped) return;
    try {
      const mode = this.#file.old?.kind === 'file' ? modeOf(this.#final) : undefined;
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
      throw error;
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
}

async function writeAll(handle: FileHandle, piece: Uint8Array, at: number): Promise<number> {
  let done = 0;
  while (done < piece.length) {
    const { bytesWritten } = await handle.write(piece, done, piece.length - done, at + done);
    done += bytesWritten;
  }
  return done;
}
