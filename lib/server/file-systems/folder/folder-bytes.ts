import type { FileHandle } from 'node:fs/promises';
import type { FileBytes } from '../file-system.ts';

/** The bytes of a file on the disk. */
export class FolderBytes implements FileBytes {
  readonly #handle: FileHandle;
  readonly #changed: () => void;

  /** @param changed called before and after each change */
  constructor(handle: FileHandle, changed: () => void) {
    this.#handle = handle;
    this.#changed = changed;
  }

  async read(offset: number, into: Uint8Array): Promise<number> {
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await this.#handle.read(into, done, into.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  async write(offset: number, chunks: readonly Uint8Array[]): Promise<void> {
    this.#changed();
    let position = offset;
    let left = chunks.filter(chunk => chunk.length > 0);
    while (left.length > 0) {
      const { bytesWritten } = await this.#handle.writev(left, position);
      position += bytesWritten;
      left = after(left, bytesWritten);
    }
    this.#changed();
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async truncate(size: number): Promise<void> {
    this.#changed();
    await this.#handle.truncate(size);
    this.#changed();
  }

  sync(): Promise<void> {
    return this.#handle.sync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** What a disk has left over of a write. */
function after(chunks: readonly Uint8Array[], written: number): Uint8Array[] {
  let skip = written;
  return chunks.flatMap(chunk => {
    const skipped = Math.min(skip, chunk.length);
    skip -= skipped;
    return skipped === chunk.length ? [] : [chunk.subarray(skipped)];
  });
}
