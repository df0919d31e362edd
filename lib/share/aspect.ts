import { TimewarpToken } from '../wire/smb2/contexts/timewarp.ts';
import { streamPath } from '../wire/stream-name.ts';
import { type SnapshotRef, snapshotTicks } from './snapshot.ts';
import type { Volume } from './volume.ts';

/** Which side of a file or folder a verb looks at. */
export interface AspectOptions {
  /**
   * The alternate data stream of that name, instead of the file's own content. No `\`, `/`, `:` or NUL; the type
   * (`:$DATA`) is not part of it. Default: the file itself.
   */
  readonly stream?: string | undefined;
}

/** Which time a verb that reads looks at. */
export interface SnapshotOptions {
  /**
   * As it was then: one of `share.snapshots()`, its token `@GMT-2026.01.31-10.00.00`, or its time to the second.
   * Nothing can be written there (`EROFS`); a time that no snapshot has is `ENOENT`, and on Samba 4.17 also what
   * lay in a folder that is gone by now. A share that keeps no snapshots, which each is asked once, is `ENOTSUP`: its
   * server might give what there is now, as a Samba without `shadow_copy2` does. Default: as it is.
   */
  readonly snapshot?: SnapshotRef | undefined;
}

/** The volume as a verb with these options sees it. */
export function aspectOf(volume: Volume, { stream, snapshot }: AspectOptions & SnapshotOptions): Volume {
  const now = snapshot === undefined ? volume : asOf(volume, snapshot);
  return stream === undefined ? now : { ...now, toWire: path => streamPath(now.toWire(path), stream) };
}

/** The volume as it was: every CREATE on it names the snapshot. */
function asOf(volume: Volume, snapshot: SnapshotRef): Volume {
  const context = TimewarpToken.of({ timestamp: snapshotTicks(snapshot) });
  return { ...volume, createContexts: [...volume.createContexts, context], isPast: true };
}
