// [C706] 14 NDR: bytes with alignment, little-endian
import { ProtocolError } from '../../errors.ts';
import { viewOf, within } from '../fields.ts';

/** Reads parameters from one end to the other; whatever does not fit is a ProtocolError. */
export class NdrReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #name: string;
  #at = 0;

  /** @param name of what is read, for messages */
  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#name = name;
  }

  /** Bytes that are not read yet. */
  get left(): number {
    return Math.max(0, this.#bytes.length - this.#at);
  }

  /** Skips to a multiple of `to`, counted from the parameters' start. */
  align(to: number): void {
    this.#at = Math.ceil(this.#at / to) * to;
  }

  /** The next bytes: a view. */
  take(length: number): Uint8Array {
    const taken = within(this.#bytes, this.#at, length, this.#name);
    this.#at += length;
    return taken;
  }

  u16(): number {
    const at = this.#step(2);
    return this.#view.getUint16(at, true);
  }

  u32(): number {
    const at = this.#step(4);
    return this.#view.getUint32(at, true);
  }

  i32(): number {
    const at = this.#step(4);
    return this.#view.getInt32(at, true);
  }

  /**
   * The number of elements that follow: never more than there is room for, so that no number of a server's makes
   * room for more than it sent.
   *
   * @param least bytes of one, at least
   */
  count(least: number): number {
    const count = this.u32();
    if (count * least > this.left) this.fail(`${count} elements in ${this.left} bytes`);
    return count;
  }

  /** @throws {ProtocolError} always */
  fail(what: string): never {
    throw new ProtocolError(`${this.#name}: ${what}`);
  }

  #step(size: number): number {
    this.align(size);
    const at = this.#at;
    this.take(size);
    return at;
  }
}

/** Writes parameters into memory that grows. */
export class NdrWriter {
  #bytes = new Uint8Array(256);
  #view = viewOf(this.#bytes);
  #at = 0;
  #referents = 0;

  /** What was written: a view. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Zeros up to a multiple of `to`. */
  align(to: number): void {
    this.#room(-this.#at & (to - 1));
  }

  put(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  u16(value: number): void {
    this.align(2);
    const at = this.#room(2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    this.align(4);
    const at = this.#room(4);
    this.#view.setUint32(at, value, true);
  }

  /** A number for something that is pointed at: another one each time, as Windows counts them. */
  referent(): void {
    this.u32(0x0002_0000 + 4 * this.#referents++);
  }

  #room(size: number): number {
    const at = this.#at;
    this.#at += size;
    if (this.#at > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#at));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = viewOf(larger);
    }
    return at;
  }
}
