import type { AspectOptions, SnapshotOptions } from '../aspect.ts';
import { type HandleReadStreamOptions, readStreamOf } from '../file-streams.ts';
import type { FileHandle } from '../file-handle.ts';
import type { SmbReadStream } from '../../streams/readable.ts';
import type { Volume } from '../volume.ts';
import { openForStream } from './open.ts';

/** Options of `createReadStream`, as in `node:fs`. */
export interface ReadStreamOptions extends HandleReadStreamOptions, AspectOptions, SnapshotOptions {
  /** Default `r`. */
  readonly flags?: string | number | undefined;
  /** As in `fs`; SMB has no use for it. */
  readonly mode?: number | undefined;
}

/** What `createReadStream` gives. */
export type ReadStream = SmbReadStream<FileHandle>;

export function createReadStream(
  volume: Volume,
  path: string,
  options: BufferEncoding | ReadStreamOptions = {},
): ReadStream {
  const given: ReadStreamOptions = typeof options === 'string' ? { encoding: options } : options;
  const open = openForStream(volume, path, given.flags ?? 'r', { ...given, signal: undefined });
  return readStreamOf({ path, target: volume.tree, open, fresh: true }, given);
}
