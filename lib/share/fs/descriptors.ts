import { SmbError } from '../../errors.ts';
import type { FileHandle } from '../file-handle.ts';

/** Far above every descriptor of the system, so that one of ours in the hands of `node:fs` is an error there. */
const FIRST = 0x4000_0000;

/** The numbers by which `open` with a callback names files. */
export class Descriptors {
  readonly #open = new Map<number, FileHandle>();
  #next = FIRST;

  add(handle: FileHandle): number {
    const fd = this.#next++;
    this.#open.set(fd, handle);
    return fd;
  }

  /** @throws SmbError `EBADF` */
  of(fd: unknown, syscall: string): FileHandle {
    const handle = this.#open.get(fd as number);
    if (handle !== undefined) return handle;
    const message = `${String(fd)} is no open file of this share`;
    throw new SmbError({ code: 'EBADF', message, syscall, outcome: 'not-sent' });
  }

  /** The file was closed in another way. */
  forget(fd: number): void {
    this.#open.delete(fd);
  }

  async close(fd: unknown): Promise<void> {
    const handle = this.of(fd, 'close');
    this.forget(fd as number);
    await handle.close();
  }
}
