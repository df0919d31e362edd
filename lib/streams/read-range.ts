import { concat, defer, EMPTY, tap, throwError } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { Flow } from '../operators/flow.ts';
import { pipelined } from '../operators/pipelined.ts';
import { chunksOf, fetch } from './fetch.ts';
import { paceOf } from './pace.ts';
import type { Slabs } from './slabs.ts';
import { truncated } from './truncated.ts';

/** How far ahead of its consumer a file is read. */
export interface AheadOptions {
  /** Bytes that may be asked for and not yet delivered. Default 8 MiB; READs are cut so that two fit. */
  readonly window?: number | undefined;
  /**
   * Where large pieces are received. Whoever consumes them gives each back; without it they are the consumer's own.
   *
   * @internal
   */
  readonly slabs?: Slabs | undefined;
}

/** The least that a READ is cut to for the sake of a small window: one credit. */
const LEAST = 65_536;

/** What to read of an open file; all in bytes. */
export interface ReadRangeOptions extends AheadOptions {
  /** Offset of the first byte. Default 0. */
  readonly start?: number | undefined;
  /** Offset behind the last byte. Default: the end of the file. */
  readonly stop?: number | undefined;
  /** The file's size as it is known; the file may be longer by now, but not shorter. */
  readonly size: number;
}

/**
 * Reads a stretch of an open file: several READs in flight, ordered views, demand passed on. It ends at the end
 * of the file; a file that grew is read on, one that shrank is an error.
 *
 * A plain `subscribe` is push at wire speed.
 *
 * @throws {@link SmbError} `ERR_SMB_TRUNCATED` when the file ends before its known size
 */
export function readRange(handle: Open, options: ReadRangeOptions): Flow<Buffer> {
  const { start = 0, stop = Infinity, size, window, slabs } = options;
  const most = window === undefined ? Infinity : Math.max(LEAST, Math.floor(window / 2));
  return Flow.of(
    defer(() => {
      let at = start;
      const pace = paceOf(handle.address().exchange).read;
      pace.begin();
      // One byte more than the known size: its absence confirms the end, its presence that the file grew.
      const known = pipelined(
        chunksOf(handle, start, Math.min(stop, size + 1), most),
        range => fetch(handle, range, { size, target: slabs?.take(range.length) }),
        { window },
      );
      const rest = defer(() => {
        if (at < Math.min(stop, size)) return throwError(() => truncated(at, size));
        return at > size && at < stop ? readUnknown(handle, at, stop) : EMPTY;
      });
      return concat(
        known.pipe(
          tap(({ length }) => {
            at += length;
            pace.through(length);
          }),
        ),
        rest,
      );
    }),
  );
}

/** Nobody knows where it ends, so nothing is asked for before the bytes in front of it are here. */
function readUnknown(handle: Open, start: number, stop: number): Flow<Buffer> {
  const ranges = chunksOf(handle, start, stop);
  return pipelined(ranges, range => fetch(handle, range, { size: Infinity }), { window: 1 });
}
