import type { Observable } from 'rxjs';

import { SmbError } from '../errors.ts';
import { attach } from './attach.ts';
import { demanding, valveOf } from './demand.ts';
import { Flow } from './flow.ts';

/** Bytes and where they belong. */
export interface Piece<D extends { readonly length: number } = Uint8Array> {
  readonly offset: number;
  readonly data: D;
}

/** Holds pieces that came early and hands them out at their offset. */
export class Sequence<D extends { readonly length: number }> {
  readonly #early = new Map<number, D>();
  #next: number;

  constructor(start: number) {
    this.#next = start;
  }

  get ready(): boolean {
    return this.#early.has(this.#next);
  }

  /** Why the pieces that are still held cannot be handed out, if there are any. */
  get hole(): SmbError | undefined {
    if (this.#early.size === 0 || this.ready) return undefined;
    const overlapped = Array.from(this.#early.keys()).find(offset => offset < this.#next);
    return overlapped === undefined ? missing(this.#next) : twice(overlapped);
  }

  /** @throws {SmbError} when something was put there before */
  put(offset: number, data: D): void {
    if (data.length === 0) return;
    if (offset < this.#next || this.#early.has(offset)) throw twice(offset);
    this.#early.set(offset, data);
  }

  /** The next piece, if it is there. */
  take(): D | undefined {
    const data = this.#early.get(this.#next);
    if (data === undefined) return undefined;
    this.#early.delete(this.#next);
    this.#next += data.length;
    return data;
  }
}

/**
 * Puts pieces that arrive in any order in their order: each is emitted at its offset, as the view it came
 * as. A hole that is still there in the end is an error, never zeros.
 *
 * A plain `subscribe` is push at wire speed; pieces wait while a bounded consumer wants none, and demand passes
 * on to the source.
 *
 * @param start offset of the first byte, default 0
 * @throws {@link SmbError} `ERR_SMB_TRUNCATED` when a piece is missing, `ERR_SMB_PROTOCOL` when bytes come twice
 * @example
 * ```ts
 * of({ offset: 2, data: Buffer.from('c') }, { offset: 0, data: Buffer.from('ab') }).pipe(inOrder());
 * ```
 */
export function inOrder<D extends { readonly length: number }>(
  start = 0,
): (source: Observable<Piece<D>>) => Flow<D> {
  return source =>
    new Flow(subscriber => {
      const valve = valveOf(subscriber);
      const sequence = new Sequence<D>(start);
      let done = false;
      let busy = false;
      const drain = () => {
        if (busy) return;
        busy = true;
        while (valve.isOpen && !subscriber.closed) {
          const data = sequence.take();
          if (data === undefined) break;
          subscriber.next(data);
        }
        busy = false;
        if (done && !sequence.ready) finish();
      };
      const finish = () => {
        const { hole } = sequence;
        if (hole === undefined) subscriber.complete();
        else subscriber.error(hole);
      };
      const forget = valve.onOpen(drain);
      const observer = demanding<Piece<D>>(valve, {
        next({ offset, data }) {
          try {
            sequence.put(offset, data);
          } catch (error) {
            subscriber.error(error);
          }
          drain();
        },
        error: error => {
          subscriber.error(error);
        },
        complete() {
          done = true;
          drain();
        },
      });
      attach(subscriber, source, observer);
      return forget;
    });
}

function missing(offset: number): SmbError {
  return new SmbError({
    code: 'ERR_SMB_TRUNCATED',
    message: `the bytes from ${offset} on are missing: the file became shorter while it was read`,
    outcome: 'unknown',
    retryable: true,
  });
}

function twice(offset: number): SmbError {
  return new SmbError({
    code: 'ERR_SMB_PROTOCOL',
    message: `bytes at ${offset} came twice`,
    outcome: 'unknown',
  });
}
