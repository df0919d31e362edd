import { catchError, concat, defer, EMPTY, finalize, ignoreElements, type Observable } from 'rxjs';

import { type FileRange, stretchOf } from './file-range.ts';
import type { OpenFile } from './open-file.ts';

/** Which bytes of an open file to take one after the other. */
export interface PiecesOptions extends FileRange {
  /** Offset of the first byte. Default: the handle's own position, which then moves on. */
  readonly start?: number | undefined;
  /** Bytes that may be asked for and not yet delivered. Default 8 MiB. */
  readonly window?: number | undefined;
}

/** The bytes of an open file in order; demand passes through. */
export function piecesOf(file: OpenFile, options: PiecesOptions): Observable<Buffer> {
  const { stop } = stretchOf(options);
  return file.bytes({ start: options.start, stop, window: options.window });
}

/** Closes the file once the source has ended, however it did: whatever becomes of the CLOSE, the bytes were there. */
export function thenClosing<T>(file: OpenFile): (source: Observable<T>) => Observable<T> {
  const closing = defer(() => file.close()).pipe(
    ignoreElements(),
    catchError(() => EMPTY),
  );
  return source => concat(source, closing).pipe(finalize(() => closing.subscribe()));
}
