/**
 * Bytes that came in pieces and are only gathered where somebody has to read across a border.
 *
 * An accepted socket of Node 20 has no `onread`: what it brings lies in chunks of its own, and joining 1 MiB of a
 * WRITE would cost as much as receiving it.
 */
export class Chunks {
  readonly #parts: readonly Uint8Array[];
  readonly length: number;

  constructor(parts: readonly Uint8Array[]) {
    this.#parts = parts;
    this.length = parts.reduce((sum, part) => sum + part.length, 0);
  }

  /** `length` bytes from `at` on as one array: a view where they lie in one piece, else a copy. */
  gather(at: number, length: number): Uint8Array {
    const parts = this.slice(at, length);
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return only;
    const whole = new Uint8Array(Math.max(0, length));
    let end = 0;
    for (const part of parts) {
      whole.set(part, end);
      end += part.length;
    }
    return whole.subarray(0, end);
  }

  /** A part of it, still in pieces. */
  part(at: number, length: number): Chunks {
    return new Chunks(this.slice(at, length));
  }

  /** Views of the pieces that hold `length` bytes from `at` on; fewer bytes where there are no more. */
  slice(at: number, length: number): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let start = 0;
    const end = at + length;
    for (const part of this.#parts) {
      if (start >= end) break;
      const from = Math.max(0, at - start);
      const to = Math.min(part.length, end - start);
      if (from < to) parts.push(part.subarray(from, to));
      start += part.length;
    }
    return parts;
  }
}
