import { map } from 'rxjs';

import type { Flow } from '../../operators/flow.ts';
import { list as listFolder } from '../../operators/list.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { type Dirent, direntOf } from '../dirent.ts';
import { flow, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';

/** Which entries of a folder to list. */
export interface ListVerbOptions extends VerbOptions, SnapshotOptions {
  /** `*` and `?` stand for characters; the server matches, whatever the case. Default: everything. */
  readonly pattern?: string | undefined;
}

export function list(volume: Volume, path: string, options: ListVerbOptions = {}): Flow<Dirent[]> {
  return flow(volume, { syscall: 'scandir', path }, options, volume => {
    const pattern = volume.patternToWire(options.pattern ?? '*');
    return listFolder(volume.tree, volume.toWire(path), {
      pattern,
      createContexts: volume.createContexts,
    }).pipe(map(entries => entries.map(entry => direntOf(volume, path, entry))));
  });
}
