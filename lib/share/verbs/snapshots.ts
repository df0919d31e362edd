import { map } from 'rxjs';

import { enumerateSnapshots } from '../../operators/enumerate-snapshots.ts';
import type { One } from '../../operators/one.ts';
import { usingHandle } from '../../operators/using-handle.ts';
import { type Snapshot, snapshotOf } from '../snapshot.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { opening } from './opening.ts';

export function snapshots(volume: Volume, path = '', options: VerbOptions = {}): One<Snapshot[]> {
  return one(volume, { syscall: 'snapshots', path }, options, volume =>
    usingHandle(opening(volume, volume.toWire(path)), handle => enumerateSnapshots(handle)).pipe(
      map(tokens =>
        tokens
          .map(snapshotOf)
          .filter(snapshot => snapshot !== undefined)
          .sort((a, b) => b.date.getTime() - a.date.getTime()),
      ),
    ),
  );
}
