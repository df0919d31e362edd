import type { Flow } from '../../operators/flow.ts';
import type { AheadOptions } from '../../streams/read-range.ts';
import { readStretch } from '../../streams/read-whole.ts';
import type { AspectOptions, SnapshotOptions } from '../aspect.ts';
import { fileErrors } from '../file-errors.ts';
import { type FileRange, stretchOf } from '../file-range.ts';
import { openIntent } from '../open-flags.ts';
import { flow, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { fileOpening } from './open.ts';

/** Which bytes to read, and how far ahead. */
export interface ReadVerbOptions
  extends FileRange, AheadOptions, VerbOptions, AspectOptions, SnapshotOptions {}

export function read(volume: Volume, path: string, options: ReadVerbOptions = {}): Flow<Buffer> {
  return flow(volume, { syscall: 'read', path }, options, volume => {
    const { window, slabs } = options;
    const stretch = { ...stretchOf(options), window, slabs };
    return readStretch(fileOpening(volume, path, openIntent('r')), stretch).pipe(fileErrors(path, 'read'));
  });
}
