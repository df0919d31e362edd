import type { AspectOptions } from '../aspect.ts';
import { type HandleWriteStreamOptions, writeStreamOf } from '../file-streams.ts';
import type { FileHandle } from '../file-handle.ts';
import type { SmbWriteStream } from '../../streams/writable.ts';
import type { Volume } from '../volume.ts';
import { openForStream } from './open.ts';

/** Options of `createWriteStream`, as in `node:fs`. */
export interface WriteStreamOptions extends HandleWriteStreamOptions, AspectOptions {
  /** Default `w`, which replaces what is there. */
  readonly flags?: string | number | undefined;
  /** As in `fs`; SMB has no use for it. */
  readonly mode?: number | undefined;
}

/** What `createWriteStream` gives. */
export type WriteStream = SmbWriteStream<FileHandle>;

export function createWriteStream(
  volume: Volume,
  path: string,
  options: BufferEncoding | WriteStreamOptions = {},
): WriteStream {
  const given: WriteStreamOptions = typeof options === 'string' ? { encoding: options } : options;
  const open = openForStream(volume, path, given.flags ?? 'w', { ...given, signal: undefined });
  return writeStreamOf({ path, target: volume.tree, open, fresh: true }, given);
}
