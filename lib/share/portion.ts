import { outOfRange } from './arguments.ts';
import { checkOffset } from './file-range.ts';

/** Memory that any view looks at. */
export type View = NodeJS.ArrayBufferView;

/** An offset in the file; `null`, -1 and nothing mean the handle's own position. */
export type Position = number | bigint | null | undefined;

/** Which part of a buffer, and where in the file, as `node:fs` says it; in bytes. */
export interface PortionOptions {
  /** Offset in the buffer. Default 0. */
  readonly offset?: number | null | undefined;
  /** Default: the rest of the buffer. */
  readonly length?: number | null | undefined;
  readonly position?: Position;
}

/** The part of a buffer that options name. @throws RangeError `ERR_OUT_OF_RANGE` */
export function portionOf(buffer: View, options: PortionOptions): Uint8Array {
  const offset = checkOffset('offset', options.offset ?? 0);
  const { byteLength } = buffer;
  if (offset > byteLength) throw outOfRange('offset', `at most the buffer's ${byteLength} bytes`, offset);
  const length = checkOffset('length', options.length ?? byteLength - offset);
  if (length > byteLength - offset) {
    throw outOfRange('length', `at most the ${byteLength - offset} bytes behind the offset`, length);
  }
  return new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
}

/** An explicit offset in the file, or `undefined` for the handle's own. @throws RangeError `ERR_OUT_OF_RANGE` */
export function positionOf(position: Position): number | undefined {
  if (position === undefined || position === null || Number(position) === -1) return undefined;
  return checkOffset('position', typeof position === 'bigint' ? Number(position) : position);
}
