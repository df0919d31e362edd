import { webReadable } from '../../streams/web.ts';
import type { Volume } from '../volume.ts';
import { read, type ReadVerbOptions } from './read.ts';

export function readable(
  volume: Volume,
  path: string,
  options: ReadVerbOptions = {},
): ReadableStream<Uint8Array> {
  return webReadable(read(volume, path, options));
}
