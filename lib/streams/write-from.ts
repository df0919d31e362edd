import { Observable, type ObservableInput } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { pull } from '../operators/pull.ts';
import { Queue } from '../operators/queue.ts';
import { bytesOf, type Writing } from './bytes-of.ts';
import type { Slabs } from './slabs.ts';
import { WriteBehind } from './write-behind.ts';

/** How {@link writeFrom} writes. */
export interface WriteFromOptions {
  /** Offset of the first byte. */
  readonly start: number;
  /** Of texts. Default utf8. */
  readonly encoding?: BufferEncoding | undefined;
  /** Bytes that may be held or unanswered, together. Default 8 MiB where the source hands over its memory. */
  readonly window?: number | undefined;
  /**
   * Where the source's pieces lie; each is given back when the server has it.
   *
   * @internal
   */
  readonly slabs?: Slabs | undefined;
  /**
   * So many bytes are with the server.
   *
   * @internal
   */
  readonly acknowledged?: ((bytes: number) => void) | undefined;
}

/**
 * Writes all that a source gives, one behind the other. Arrays, streams and Observables hand over memory that
 * is theirs no longer, so they are taken ahead, 8 MiB at most; a generator may fill the same memory again, so
 * its next piece is asked for when the server has the last one. Emits once how many bytes there were.
 */
export function writeFrom(
  handle: Open,
  source: ObservableInput<Writing>,
  { start, encoding, window, slabs, acknowledged }: WriteFromOptions,
): Observable<number> {
  return new Observable(subscriber => {
    let total = 0;
    let wanting = false;
    let ended = false;
    let busy = false;
    const lent = new Queue<Uint8Array>();
    let returned = 0;
    const giveBack = () => {
      for (let piece = lent.first; piece && returned + piece.length <= total; piece = lent.first) {
        returned += piece.length;
        slabs?.give(piece);
        lent.shift();
      }
    };
    const fail = (error: unknown) => {
      subscriber.error(error);
    };
    const writer = new WriteBehind(handle, {
      start,
      window: window ?? (slabs !== undefined || handsOver(source) ? undefined : 1),
      acknowledged: bytes => {
        total = bytes;
        giveBack();
        acknowledged?.(bytes);
        more();
      },
      failed: fail,
    });
    const want = pull(subscriber, source, {
      next(piece) {
        wanting = false;
        try {
          const bytes = bytesOf(piece, encoding);
          if (slabs !== undefined) lent.push(bytes);
          writer.add(bytes);
        } catch (error) {
          fail(error);
        }
        more();
      },
      error: fail,
      complete() {
        ended = true;
        writer.end(() => {
          subscriber.next(total);
          subscriber.complete();
        });
      },
    });
    const more = () => {
      if (busy) return;
      busy = true;
      while (!wanting && !ended && !subscriber.closed && writer.hasRoom) {
        wanting = true;
        want();
      }
      busy = false;
    };
    more();
    return () => {
      writer.cancel();
    };
  });
}

/** Arrays, Node and Web streams, and Observables: what they gave, they do not touch again. */
function handsOver(source: object): boolean {
  return Array.isArray(source) || ['pipe', 'getReader', 'subscribe'].some(method => method in source);
}
