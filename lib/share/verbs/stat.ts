import { map } from 'rxjs';

import { close } from '../../commands/close.ts';
import { RELATED } from '../../commands/plan.ts';
import { queryInfo } from '../../commands/query-info.ts';
import { compound } from '../../operators/compound.ts';
import type { One } from '../../operators/one.ts';
import { FileInternalInformation } from '../../wire/fscc/file-internal-information.ts';
import type { AspectOptions, SnapshotOptions } from '../aspect.ts';
import { type Stats, statsFromCreate } from '../stats.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

export function stat(
  volume: Volume,
  path: string,
  options: VerbOptions & AspectOptions & SnapshotOptions = {},
): One<Stats> {
  return one(volume, { syscall: 'stat', path }, options, volume =>
    compound(
      opening(volume, volume.toWire(path)),
      queryInfo(RELATED, FileInternalInformation, { outputBufferLength: 8 }),
      close(RELATED),
    ).pipe(map(([created, { information }]) => statsFromCreate(created, information.indexNumber))),
  );
}
