// [MS-SMB2] 2.1 Transport: frames out of what a stream brings
import { PREFIX, readPrefix } from '../../transport/framing.ts';
import { Chunks } from './chunks.ts';

/** Views of one frame, before small chunks are joined: a frame that comes byte by byte must not cost a view for each. */
const MOST_VIEWS = 256;
/** A chunk that is worth a view of its own. */
const LARGE = 4096;

/** Cuts a stream of bytes into frames without joining them, but for those that come in crumbs. */
export class Intake {
  /** Longest frame that is taken, in bytes. */
  limit: number;
  readonly #frame: (frame: Chunks) => void;
  #parts: Uint8Array[] = [];
  /** Memory that small chunks are joined in; the last part is the filled part of it. */
  #crumbs: { readonly memory: Uint8Array; filled: number } | undefined;
  #held = 0;
  #wanted = PREFIX;
  #inFrame = false;

  constructor(limit: number, frame: (frame: Chunks) => void) {
    this.limit = limit;
    this.#frame = frame;
  }

  /** @throws {ProtocolError} when no SMB client speaks there, or a frame is too long */
  feed(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0) {
      const taken = rest.subarray(0, this.#wanted - this.#held);
      this.#add(taken);
      this.#held += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#held < this.#wanted) return;
      const whole = new Chunks(this.#parts);
      this.#parts = [];
      this.#crumbs = undefined;
      this.#held = 0;
      this.#inFrame = !this.#inFrame;
      this.#wanted = this.#inFrame ? readPrefix(whole.gather(0, PREFIX), 0, this.limit) : PREFIX;
      if (!this.#inFrame) this.#frame(whole);
    }
  }

  #add(taken: Uint8Array): void {
    if (this.#parts.length < MOST_VIEWS || taken.length >= LARGE) {
      this.#crumbs = undefined;
      this.#parts.push(taken);
      return;
    }
    let crumbs = this.#crumbs;
    if (crumbs !== undefined && crumbs.filled + taken.length <= crumbs.memory.length) this.#parts.pop();
    else crumbs = this.#crumbs = { memory: new Uint8Array(16 * LARGE), filled: 0 };
    crumbs.memory.set(taken, crumbs.filled);
    crumbs.filled += taken.length;
    this.#parts.push(crumbs.memory.subarray(0, crumbs.filled));
  }
}
