import { map } from 'rxjs';

import type { One } from '../../operators/one.ts';
import { FileStreamInformation } from '../../wire/fscc/file-stream-information.ts';
import { alternateName } from '../../wire/stream-name.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { asking } from './asking.ts';

/** An alternate data stream. */
export interface StreamInfo {
  /** What the option `stream` takes. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes on the server's disk. */
  readonly allocationSize: number;
}

export function streams(
  volume: Volume,
  path: string,
  options: VerbOptions & SnapshotOptions = {},
): One<StreamInfo[]> {
  return one(volume, { syscall: 'streams', path }, options, volume =>
    asking(volume, volume.toWire(path), FileStreamInformation).pipe(
      map(all =>
        all.flatMap(({ streamName, streamSize, streamAllocationSize }) => {
          const name = alternateName(streamName);
          if (name === undefined) return [];
          return [{ name, size: Number(streamSize), allocationSize: Number(streamAllocationSize) }];
        }),
      ),
    ),
  );
}
