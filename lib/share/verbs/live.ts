import { Observable } from 'rxjs';

import type { Flow } from '../../operators/flow.ts';
import { LiveFolder, type LiveView } from '../live-folder.ts';
import { flow, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';

/** How to follow a folder. */
export interface LiveVerbOptions extends VerbOptions {
  /** What lies in the folders of the folder, too. Default: false. */
  readonly recursive?: boolean | undefined;
}

export function live(volume: Volume, path: string, options: LiveVerbOptions = {}): Flow<LiveView> {
  const { recursive = false } = options;
  return flow(
    volume,
    { syscall: 'watch', path },
    options,
    volume =>
      new Observable<LiveView>(subscriber => new LiveFolder(volume, path, recursive, subscriber).start()),
  );
}
