/** Bytes of memory that a connection keeps for its next READs. */
const KEPT = 8 * 1024 * 1024;
/** Less is not worth keeping. */
const SMALL = 65_536;

/**
 * Memory for the payloads of READs, used again once they have left: a fresh megabyte costs as much as copying one.
 * What is taken is exactly as long as asked for, and holds whatever was there before.
 */
export class Slabs {
  readonly #free: ArrayBufferLike[] = [];
  #kept = 0;

  take(length: number): Uint8Array {
    if (length < SMALL) return Buffer.alloc(length);
    const at = this.#free.findIndex(memory => memory.byteLength >= length);
    const [memory] = at < 0 ? [] : this.#free.splice(at, 1);
    if (memory === undefined) return new Uint8Array(new ArrayBuffer(length));
    this.#kept -= memory.byteLength;
    return new Uint8Array(memory, 0, length);
  }

  /** Gives memory back that nobody looks at any more. */
  give({ buffer }: Uint8Array): void {
    if (buffer.byteLength < SMALL || this.#kept + buffer.byteLength > KEPT) return;
    this.#kept += buffer.byteLength;
    this.#free.push(buffer);
  }
}
