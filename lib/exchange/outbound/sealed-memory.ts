/** Sealed frames of fewer bytes are not worth keeping memory for. */
const LEAST = 64 * 1024;
/** Bytes that are kept for frames to come. */
const KEPT_MAX = 8 * 1024 * 1024;

/**
 * Memory for large sealed frames of one connection, used again once a frame is with the kernel: fresh memory for each
 * would cost more than the cipher.
 */
export class SealedMemory {
  readonly #lent = new Set<ArrayBufferLike>();
  readonly #free: ArrayBufferLike[] = [];
  #kept = 0;

  /** So many bytes, or none where a frame is too short for that. */
  readonly take = (length: number): Uint8Array | undefined => {
    if (length < LEAST) return undefined;
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= length && byteLength <= 2 * length);
    const [memory = Buffer.allocUnsafeSlow(length).buffer] = at < 0 ? [] : this.#free.splice(at, 1);
    if (at >= 0) this.#kept -= memory.byteLength;
    this.#lent.add(memory);
    return new Uint8Array(memory, 0, length);
  };

  /** Those parts of a frame that were taken here are not looked at any more. */
  give(frame: readonly Uint8Array[]): void {
    for (const { buffer } of frame) {
      if (!this.#lent.delete(buffer) || this.#kept + buffer.byteLength > KEPT_MAX) continue;
      this.#kept += buffer.byteLength;
      this.#free.push(buffer);
    }
  }
}
