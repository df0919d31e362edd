import { webWritable } from '../../streams/web.ts';
import type { Volume } from '../volume.ts';
import { createWriteStream, type WriteStreamOptions } from './create-write-stream.ts';

export function writable(
  volume: Volume,
  path: string,
  options: WriteStreamOptions = {},
): WritableStream<Uint8Array> {
  return webWritable(() => createWriteStream(volume, path, options));
}
