import type { LineEncoding } from '../streams/lines.ts';
import type { PiecesOptions } from './file-pieces.ts';
import type { PortionOptions } from './portion.ts';
import type { VerbOptions } from './verb.ts';

/** What a read gives; `buffer` is the one that was given. */
export interface ReadResult<T> {
  readonly bytesRead: number;
  readonly buffer: T;
}

/** What a write gives. */
export interface WriteResult<T> {
  readonly bytesWritten: number;
  readonly buffer: T;
}

/** {@link PortionOptions}, and the buffer itself. */
export interface HandleReadOptions<T> extends PortionOptions {
  /** Default: a new one of 16 KiB. */
  readonly buffer?: T | undefined;
}

/** How text is read or written through a handle. */
export interface HandleTextOptions extends VerbOptions {
  readonly encoding?: BufferEncoding | null | undefined;
}

/** Which bytes of an open file to take one after the other, and whether it is closed then. */
export interface HandlePiecesOptions extends PiecesOptions, VerbOptions {
  /** The handle is closed at the end, on an error and when it is left. Default: true for lines, false for Web streams. */
  readonly autoClose?: boolean | undefined;
}

/** Which lines of an open file to take. */
export interface HandleLinesOptions extends HandlePiecesOptions {
  /** Default: `utf8`. */
  readonly encoding?: LineEncoding | undefined;
}
