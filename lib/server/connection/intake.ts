// [MS-SMB2] 2.1 Transport: frames out of what a stream brings
import { PREFIX, readPrefix } from '../../transport/framing.ts';
import { Chunks } from './chunks.ts';

/** Cuts a stream of bytes into frames without joining them. */
export class Intake {
  /** Longest frame that is taken, in bytes. */
  limit: number;
  readonly #frame: (frame: Chunks) => void;
  #parts: Uint8Array[] = [];
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
      this.#parts.push(taken);
      this.#held += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#held < this.#wanted) return;
      const whole = new Chunks(this.#parts);
      this.#parts = [];
      this.#held = 0;
      this.#inFrame = !this.#inFrame;
      this.#wanted = this.#inFrame ? readPrefix(whole.gather(0, PREFIX), 0, this.limit) : PREFIX;
      if (!this.#inFrame) this.#frame(whole);
    }
  }
}
