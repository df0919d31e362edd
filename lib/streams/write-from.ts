import { Observable, type ObservableInput } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { pull } from '../operators/pull.ts';
import { bytesOf, type Writing } from './bytes-of.ts';
import { WriteBehind } from './write-behind.ts';

/** How {@link writeFrom} writes. */
export interface WriteFromOptions {
  /** Offset of the first byte. */
  readonly start: number;
  /** Of texts. Default utf8. */
  readonly encoding?: BufferEncoding | undefined;
}

/**
 * Writes all that a source gives, one behind the other. Arrays, streams and Observables hand over memory that
 * is theirs no longer, so they are taken ahead, 8 MiB at most; a generator may fill the same memory again, so
 * its next piece is asked for when the server has the last one. Emits once how many bytes there were.
 */
export function writeFrom(
  handle: Open,
  source: ObservableInput<Writing>,
  { start, encoding }: WriteFromOptions,
): Observable<number> {
  return new Observable(subscriber => {
    let total = 0;
    let wanting = false;
    let ended = false;
    let busy = false;
    const fail = (error: unknown) => {
      subscriber.error(error);
    };
    const writer = new WriteBehind(handle, {
      start,
      window: handsOver(source) ? undefined : 1,
      acknowledged: bytes => {
        total = bytes;
        more();
      },
      failed: fail,
    });
    const want = pull(subscriber, source, {
      next(piece) {
        wanting = false;
        try {
          writer.add(bytesOf(piece, encoding));
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
