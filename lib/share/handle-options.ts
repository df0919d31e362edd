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
