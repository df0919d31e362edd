import type { Address } from '../commands/target.ts';
import { WINDOW } from '../operators/pipelined.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Windows misbehaves with single payloads far above this, although it advertises more. */
export const LARGEST = MIB;
/** Below, a request costs more than what it carries. */
const SMALLEST = 256 * KIB;
/** A request of one credit. */
const LEAST = 64 * KIB;
/** Bytes that a rate is measured over. */
const EPOCH = 16 * MIB;
/** How much faster a size has to be to be kept: what differs less is noise. */
const GAIN = 1.15;
/** A rate below this part of what it was calls for new trials. */
const SLUMP = 0.5;
/** What the rate of the moment counts for. */
const WEIGHT = 0.2;

/**
 * Finds out, while large files are read or written over a connection, in which requests its server is fastest: it tries
 * half, or twice, of what it has for 16 MiB, and keeps what is clearly better. A consumer that is slower than the server
 * makes all alike, and then nothing changes.
 */
export class Pace {
  readonly #now: () => number;
  #chunk = LARGEST;
  /** The fastest so far. */
  #best = LARGEST;
  /** Its bytes a millisecond; 0 until it was measured. */
  #rate = 0;
  readonly #tried = new Set([LARGEST]);
  /** Bytes that are not measured: code that is not compiled yet, requests of the size before. */
  #skip = EPOCH;
  #bytes = 0;
  #since = 0;
  /** What the server brings at most where it brings less than it was asked for. */
  #limit = Infinity;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** Bytes of one request. */
  get chunk(): number {
    return Math.min(this.#chunk, this.#limit);
  }

  /** A transfer begins: the time before it says nothing. */
  begin(): void {
    this.#skip = Math.max(this.#skip, WINDOW);
  }

  /** So many bytes more are through. */
  through(bytes: number): void {
    if (this.#skip > 0) {
      this.#skip -= bytes;
      if (this.#skip <= 0) this.#measure();
      return;
    }
    this.#bytes += bytes;
    if (this.#bytes < EPOCH) return;
    this.#judge(this.#bytes / Math.max(1, this.#now() - this.#since));
    this.#measure();
  }

  /** The server has answered a request with fewer bytes than it was asked for, and the file goes on. */
  shortened(length: number): void {
    this.#limit = Math.min(this.#limit, Math.max(LEAST, length - (length % LEAST)));
  }

  #measure(): void {
    this.#bytes = 0;
    this.#since = this.#now();
  }

  #judge(rate: number): void {
    if (this.#chunk === this.#best) this.#note(rate);
    else if (rate > this.#rate * GAIN) {
      this.#best = this.#chunk;
      this.#rate = rate;
    }
    const next = this.#untried() ?? this.#best;
    if (next === this.#chunk) return;
    this.#tried.add((this.#chunk = next));
    this.#skip = WINDOW;
  }

  #note(rate: number): void {
    if (this.#rate === 0) this.#rate = rate;
    else if (rate > this.#rate * SLUMP) this.#rate += (rate - this.#rate) * WEIGHT;
    else {
      this.#rate = rate;
      this.#tried.clear();
      this.#tried.add(this.#best);
    }
  }

  #untried(): number | undefined {
    const near = [this.#best / 2, this.#best * 2];
    return near.find(size => size >= SMALLEST && size <= LARGEST && !this.#tried.has(size));
  }
}

/** Both ways of one connection. */
interface Paces {
  readonly read: Pace;
  readonly write: Pace;
}

const paces = new WeakMap<Address['exchange'], Paces>();

/** How to read, and to write, over a connection. What one file taught is there for the next. */
export function paceOf(exchange: Address['exchange']): Paces {
  let known = paces.get(exchange);
  if (known === undefined) paces.set(exchange, (known = { read: new Pace(), write: new Pace() }));
  return known;
}
