import { Observable, type Subscription } from 'rxjs';

import { read } from '../commands/read.ts';
import type { Open } from '../commands/target.ts';
import type { Range } from '../operators/pipelined.ts';
import { readChunk } from './chunk-size.ts';
import { paceOf } from './pace.ts';

/** Cuts a stretch into ranges of one READ each, sized by the credits there are when each is made; `most` at most. */
export function chunksOf(handle: Open, start: number, stop: number, most = Infinity): Iterable<Range> {
  return {
    *[Symbol.iterator]() {
      for (let offset = start; offset < stop;) {
        const length = Math.min(readChunk(handle), most, stop - offset);
        yield { offset, length };
        offset += length;
      }
    },
  };
}

/** Where to find the end of a file, and where its bytes go. */
export interface FetchOptions {
  /** A short answer at or behind this offset is the end of the file; before it, the rest is asked for again. */
  readonly size: number;
  /** The caller's memory for the range. */
  readonly target?: Uint8Array | undefined;
}

/** The bytes of one range, up to its end or the end of the file, in as many pieces as the server makes of it. */
export function fetch(handle: Open, range: Range, { size, target }: FetchOptions): Observable<Buffer> {
  return new Observable(subscriber => {
    const stop = range.offset + range.length;
    let at = range.offset;
    let asking: Subscription | undefined;
    let more = true;
    let busy = false;

    const ask = () => {
      if (busy) return; // answered synchronously: the loop below goes on
      busy = true;
      while (more && !subscriber.closed) {
        more = false;
        const options = { offset: at, length: stop - at, target: target?.subarray(at - range.offset) };
        asking = read(handle, options).subscribe({
          next({ data }) {
            at += data.length;
            if (data.length > 0) subscriber.next(data);
            more = data.length > 0 && at < stop && at < size;
            if (more) paceOf(handle.address().exchange).read.shortened(data.length);
          },
          error: error => {
            subscriber.error(error);
          },
          complete() {
            if (more) ask();
            else subscriber.complete();
          },
        });
      }
      busy = false;
    };
    ask();
    return () => {
      asking?.unsubscribe();
    };
  });
}
