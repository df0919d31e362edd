import { ProtocolError } from '../errors.ts';
import { PREFIX, readPrefix } from './framing.ts';
import type { FrameSink } from './transport.ts';

/** Read-ahead for small frames, which are parsed as views out of it. */
const BLOCK = 64 * 1024;

/** An SMB2 header and the 16 fixed bytes of a READ response: what must be known to place a payload. */
const HEAD = 64 + 16;

/**
 * Decides where the next byte from the socket goes, so that the kernel can write a READ's payload straight
 * into its final memory, and cuts what arrives into frames.
 *
 * While a large READ is outstanding, and while nothing is, a head is read alone: then none of its payload has
 * arrived with it. Otherwise small frames are read in blocks of 64 KiB, at a tenth of the cost.
 */
export class Landing {
  readonly #sink: FrameSink;
  #block: Uint8Array = Buffer.allocUnsafeSlow(BLOCK);
  #parsed = 0;
  #filled = 0;
  /** A payload, or a frame too large for the block, that is being filled. */
  #target: Uint8Array | undefined;
  #at = 0;
  /** Head of the payload in `#target`; without it the target is a whole frame. */
  #head: Uint8Array | undefined;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /**
   * Where the next bytes go. Only reports: Node asks once per connection attempt, and once more after a
   * destroy. Never empty, since an empty buffer fails with ENOBUFS.
   */
  buffer(): Uint8Array {
    if (this.#target !== undefined) return this.#target.subarray(this.#at);
    if (!this.#sink.wantsHead()) return this.#block.subarray(this.#filled);
    return this.#block.subarray(this.#filled, this.#filled + this.#missing());
  }

  /** The first `count` bytes of what `buffer()` reported have been written. */
  advance(count: number): void {
    if (this.#target === undefined) {
      this.#filled += count;
    } else {
      this.#at += count;
      if (this.#at === this.#target.length) this.#finishTarget(this.#target);
    }
    if (this.#target === undefined) this.#parse();
    // a whole frame speaks for itself; a part of one is a sign of life, however slowly it grows
    if (this.#target !== undefined || this.#filled > this.#parsed) this.#sink.alive();
  }

  /** Bytes that lie elsewhere, as a Duplex or a memory transport brings them: copied into place. */
  feed(chunk: Uint8Array): void {
    for (let rest = chunk; rest.length > 0;) {
      const place = this.buffer();
      const count = Math.min(place.length, rest.length);
      place.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      this.advance(count);
    }
  }

  /** The peer ended the pipe. @throws {ProtocolError} inside a frame */
  end(): void {
    if (this.#target !== undefined || this.#filled > this.#parsed) {
      throw new ProtocolError('the connection ended in the middle of a frame', { code: 'ECONNRESET' });
    }
  }

  /** Bytes up to the end of the head, or of the frame where its head is complete. */
  #missing(): number {
    const have = this.#filled - this.#parsed;
    if (have < PREFIX + HEAD) {
      if (have < PREFIX) return PREFIX + HEAD - have;
      const length = readPrefix(this.#block, this.#parsed, this.#sink.frameLimit);
      return Math.min(PREFIX + HEAD, PREFIX + length) - have;
    }
    return PREFIX + readPrefix(this.#block, this.#parsed, this.#sink.frameLimit) - have;
  }

  #parse(): void {
    for (;;) {
      const have = this.#filled - this.#parsed;
      if (have < PREFIX) break;
      const length = readPrefix(this.#block, this.#parsed, this.#sink.frameLimit);
      const from = this.#parsed + PREFIX;
      if (have < PREFIX + length) {
        this.#await(from, length);
        break;
      }
      this.#parsed = from + length;
      this.#sink.frame(this.#block.subarray(from, from + length), undefined);
    }
    if (this.#target === undefined) this.#makeRoom(PREFIX + HEAD);
  }

  /** A frame is incomplete: decides where the rest of it goes. */
  #await(from: number, length: number): void {
    const got = this.#block.subarray(from, this.#filled);
    if (length > HEAD) {
      if (got.length < HEAD) return; // nobody can say yet what follows
      const head = got.subarray(0, HEAD);
      const place = this.#sink.place(head, length - HEAD);
      if (place !== undefined) {
        if (place.length !== length - HEAD) throw new RangeError('a payload was given the wrong room');
        this.#head = head;
        this.#startTarget(place, got.subarray(HEAD));
        return;
      }
    }
    if (PREFIX + length > BLOCK) this.#startTarget(Buffer.allocUnsafeSlow(length), got);
    else this.#makeRoom(PREFIX + length);
  }

  #startTarget(target: Uint8Array, got: Uint8Array): void {
    target.set(got);
    this.#target = target;
    this.#at = got.length;
    this.#parsed = this.#filled;
  }

  #finishTarget(target: Uint8Array): void {
    const head = this.#head;
    this.#target = this.#head = undefined;
    this.#makeRoom(PREFIX + HEAD); // the next place is set before anybody is called
    if (head === undefined) this.#sink.frame(target, undefined);
    else this.#sink.frame(head, target);
  }

  /** Views of this block may have escaped, so it is never used twice: what is unparsed moves to a new one. */
  #makeRoom(bytes: number): void {
    if (this.#parsed + bytes <= BLOCK) return;
    const rest = this.#block.subarray(this.#parsed, this.#filled);
    this.#block = Buffer.allocUnsafeSlow(BLOCK);
    this.#block.set(rest);
    this.#parsed = 0;
    this.#filled = rest.length;
  }
}
