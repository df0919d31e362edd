/** The longest ciphertext whose memory is kept: a READ of the 8 MiB that servers offer at most, with its headers. */
const KEPT_MAX = 8 * 1024 * 1024 + 64 * 1024;

/**
 * Memory in which large sealed frames of one connection arrive. One serves them all, since a frame is opened, into the
 * memory of whoever asked, in the moment in which it is complete.
 */
export class Ciphertext {
  #kept: Uint8Array | undefined;

  /** So many bytes, until the next call. */
  room(length: number): Uint8Array {
    if (length > KEPT_MAX) return Buffer.allocUnsafeSlow(length);
    if (this.#kept === undefined || this.#kept.length < length) this.#kept = Buffer.allocUnsafeSlow(length);
    return this.#kept.subarray(0, length);
  }
}
