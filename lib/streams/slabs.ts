/**
 * Memory for large pieces, used again once it is given back. Fresh memory costs as much as copying it, and is freed
 * by a thread of V8's own that falls behind on a busy machine: then what is resident grows with the file, not with
 * what is in flight. Only for a consumer of ours that says when it is done; what is never given back (a transfer
 * that was cancelled) is collected like any other memory.
 */
export class Slabs {
  /** Bytes of each. */
  readonly size: number;
  readonly #free: ArrayBuffer[] = [];
  /** Bytes of a slab that are still with somebody. */
  readonly #lent = new WeakMap<ArrayBufferLike, number>();

  constructor(size: number) {
    this.size = size;
  }

  /** Memory of that length, whatever is in it; what is much smaller or larger than a slab gets its own. */
  take(length: number): Buffer {
    if (length > this.size || length < this.size / 4) return Buffer.allocUnsafeSlow(length);
    const slab = this.#free.pop() ?? Buffer.allocUnsafeSlow(this.size).buffer;
    this.#lent.set(slab, length);
    return Buffer.from(slab, 0, length);
  }

  /** All of what was taken, or a part of it, is not looked at any more. The last part frees it. */
  give(piece: Uint8Array): void {
    const slab = piece.buffer;
    const rest = (this.#lent.get(slab) ?? Infinity) - piece.length;
    if (rest > 0) {
      if (rest !== Infinity) this.#lent.set(slab, rest);
      return;
    }
    this.#lent.delete(slab);
    this.#free.push(slab as ArrayBuffer);
  }
}
