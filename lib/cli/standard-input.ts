import { createReadStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';

import type { Slabs } from '../streams/slabs.ts';

/** Bytes read at once: the size of a WRITE that servers like. */
export const CHUNK = 1024 * 1024;

/**
 * Standard input for a bulk transfer. What Node makes of a pipe is a buffer of 64 KiB for each read, which cost
 * 40 MiB of resident memory more than this: reads go one behind the other into pieces of {@link CHUNK} bytes, in memory
 * that is used again once it is given back.
 */
export function standardInput(slabs: Slabs): Readable {
  const stats = fstatSync(0);
  if (stats.isFile()) return createReadStream('', { fd: 0, autoClose: false, highWaterMark: CHUNK });
  return stats.isFIFO() || stats.isSocket() ? new PipeInput(0, slabs) : process.stdin;
}

/** What `net.Socket` takes too, says the manual of Node, and its types do not. */
interface Landing {
  readonly onread: {
    readonly buffer: () => Uint8Array;
    readonly callback: (bytes: number) => boolean;
  };
}

/** A pipe in pieces that are full, but for the last. */
class PipeInput extends Readable {
  readonly #socket: Socket;
  readonly #slabs: Slabs;
  #slab: Buffer;
  #filled = 0;

  constructor(fd: number, slabs: Slabs) {
    super({ highWaterMark: CHUNK });
    this.#slabs = slabs;
    this.#slab = slabs.take(CHUNK);
    const landing: Landing = {
      onread: {
        buffer: () => this.#slab.subarray(this.#filled),
        callback: bytes => this.#take(bytes),
      },
    };
    const options = { fd, readable: true, writable: false, ...landing };
    this.#socket = new Socket(options);
    this.#socket.once('end', () => {
      if (this.#filled > 0) this.push(this.#slab.subarray(0, this.#filled));
      this.push(null);
    });
    this.#socket.once('error', error => this.destroy(error));
    this.#socket.pause();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#socket.destroy();
    callback(error);
  }

  /** False pauses the socket. */
  #take(bytes: number): boolean {
    this.#filled += bytes;
    if (this.#filled < CHUNK) return true;
    const full = this.#slab;
    this.#slab = this.#slabs.take(CHUNK);
    this.#filled = 0;
    return this.push(full);
  }
}
