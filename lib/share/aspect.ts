import { streamPath } from '../wire/stream-name.ts';
import type { Volume } from './volume.ts';

/** Which side of a file or folder a verb looks at. */
export interface AspectOptions {
  /**
   * The alternate data stream of that name, instead of the file's own content. No `\`, `/`, `:` or NUL; the type
   * (`:$DATA`) is not part of it. Default: the file itself.
   */
  readonly stream?: string | undefined;
}

/** The volume as a verb with these options sees it. */
export function aspectOf(volume: Volume, { stream }: AspectOptions): Volume {
  return stream === undefined
    ? volume
    : { ...volume, toWire: path => streamPath(volume.toWire(path), stream) };
}
