import { Subscription } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { write } from '../commands/write.ts';
import { SmbError } from '../errors.ts';
import { WINDOW } from '../operators/pipelined.ts';
import { writeChunk } from './chunk-size.ts';
import { type Pace, paceOf } from './pace.ts';

/** Pieces of one WRITE: beyond this a list of tiny ones costs more than a further request. */
const PIECES = 512;

/** What a {@link WriteBehind} is told, and whom it tells. */
export interface WriteBehindOptions {
  /** Offset of the first byte. */
  readonly start: number;
  /** Bytes that may be held or unanswered, together. Default 8 MiB. */
  readonly window?: number | undefined;
  /** The server has `bytes` in all, from `start` on without a gap; there may be room now. */
  readonly acknowledged?: ((bytes: number) => void) | undefined;
  /** Called once; nothing more is sent. */
  readonly failed: (error: unknown) => void;
}

/** One stretch on its way, in one WRITE or, where the server writes less than it was sent, in several. */
interface Flight {
  /** Offset behind it. */
  readonly end: number;
  done: boolean;
}

/**
 * Writes bytes one behind the other, several WRITEs in flight. Small pieces are gathered, as views, while
 * something is in flight: a WRITE leaves when it is full, when nothing else is under way, or at the end.
 */
export class WriteBehind {
  readonly #handle: Open;
  readonly #options: WriteBehindOptions;
  readonly #window: number;
  readonly #pace: Pace;
  readonly #pieces: Uint8Array[] = [];
  readonly #flights: Flight[] = [];
  readonly #running = new Set<Subscription>();
  /** Bytes not yet sent. */
  #held = 0;
  /** Offset of the next byte to send. */
  #at: number;
  /** Offset up to which everything is acknowledged. */
  #safe: number;
  #finished: (() => void) | undefined;
  #stopped = false;
  #busy = false;

  constructor(handle: Open, options: WriteBehindOptions) {
    this.#handle = handle;
    this.#options = options;
    this.#window = options.window ?? WINDOW;
    this.#pace = paceOf(handle.address().exchange).write;
    this.#pace.begin();
    this.#at = this.#safe = options.start;
  }

  /** More may be added without exceeding the window; with a window of 1, only when nothing is under way. */
  get hasRoom(): boolean {
    return this.#held + this.#at - this.#safe < this.#window;
  }

  /** Takes bytes to write. They must not change before they are acknowledged. */
  add(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#pieces.push(data);
    this.#held += data.length;
    this.#pump();
  }

  /** Sends what is held; calls back once everything is acknowledged. */
  end(finished: () => void): void {
    this.#finished = finished;
    this.#pump();
  }

  /** Sends nothing more and waits for nothing. */
  cancel(): void {
    this.#stopped = true;
    this.#pieces.length = 0;
    for (const subscription of this.#running) subscription.unsubscribe();
  }

  /** Acknowledgements may be synchronous: they only mark the state, and the loop goes on. */
  #pump(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (!this.#stopped && this.#isDue()) this.#send();
    } catch (error) {
      this.#fail(error);
    }
    this.#busy = false;
    if (this.#stopped || this.#held > 0 || this.#flights.length > 0) return;
    const finished = this.#finished;
    this.#finished = undefined;
    finished?.();
  }

  #isDue(): boolean {
    if (this.#held === 0) return false;
    if (this.#flights.length === 0) return true;
    const flying = this.#at - this.#safe;
    const chunk = writeChunk(this.#handle);
    if (flying + Math.min(chunk, this.#held) > this.#window) return false;
    return this.#held >= chunk || this.#pieces.length >= PIECES || this.#finished !== undefined;
  }

  #send(): void {
    const data = this.#take(writeChunk(this.#handle));
    const from = this.#at;
    this.#at += lengthOf(data);
    const flight = { end: this.#at, done: false };
    this.#flights.push(flight);
    this.#write(data, from, flight);
  }

  /** The first pieces, together at most `most` bytes; the last one is cut where it must be. */
  #take(most: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    let room = most;
    let rest = 0;
    for (const piece of this.#pieces) {
      if (room === 0 || taken.length === PIECES) break;
      const part = piece.subarray(0, room);
      taken.push(part);
      room -= part.length;
      rest = piece.length - part.length;
    }
    const last = this.#pieces[taken.length - 1];
    this.#pieces.splice(0, taken.length, ...(rest > 0 && last ? [last.subarray(-rest)] : []));
    this.#held -= most - room;
    return taken;
  }

  #write(data: readonly Uint8Array[], offset: number, flight: Flight): void {
    const sent = lengthOf(data);
    const subscription = new Subscription();
    this.#running.add(subscription);
    const answer = write(this.#handle, data, { offset }).subscribe({
      next: ({ count }) => {
        if (count === sent) this.#landed(flight);
        else if (count === 0) this.#fail(nothingWritten(offset));
        else {
          this.#pace.shortened(count);
          this.#write(without(data, count), offset + count, flight);
        }
      },
      error: error => {
        this.#fail(error);
      },
      complete: () => {
        this.#running.delete(subscription);
        this.#pump();
      },
    });
    subscription.add(answer);
  }

  #landed(flight: Flight): void {
    flight.done = true;
    const before = this.#safe;
    for (let first = this.#flights[0]; first?.done === true; first = this.#flights[0]) {
      this.#safe = first.end;
      this.#flights.shift();
    }
    if (this.#safe === before) return;
    this.#pace.through(this.#safe - before);
    this.#options.acknowledged?.(this.#safe - this.#options.start);
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.cancel();
    this.#options.failed(error);
  }
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

/** What is left of pieces whose first `count` bytes are done. */
function without(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = count;
  for (const piece of pieces) {
    if (piece.length > skip) rest.push(piece.subarray(skip));
    skip = Math.max(0, skip - piece.length);
  }
  return rest;
}

function nothingWritten(offset: number): SmbError {
  return new SmbError({
    code: 'EIO',
    message: `the server wrote none of the bytes at ${offset}, yet reported success`,
    command: 'WRITE',
    outcome: 'unknown',
  });
}
