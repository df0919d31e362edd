import { map } from 'rxjs';

import { Flow } from '../../operators/flow.ts';
import { walkInBatches, type WalkItem, type WalkOptions } from '../../operators/walk.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { NtStatus } from '../../wire/erref/common-ntstatus.ts';
import { below, walkEntriesOf, type WalkEntry } from '../dirent.ts';
import { failedWith, flow, named, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';

/** How to walk a folder. */
export interface WalkVerbOptions extends VerbOptions, SnapshotOptions {
  /** How deep to go; 1 is one level. Default: to the end; more than 256 levels are an error (`ELOOP`). */
  readonly depth?: number | undefined;
  /** Folders that are listed at once. Default: 32, and 8 once a folder is large. */
  readonly concurrency?: number | undefined;
  /** False hides an entry; its folder is descended into all the same. */
  readonly filter?: ((entry: WalkEntry) => boolean) | undefined;
  /** False keeps the walk out of a folder. */
  readonly descend?: ((entry: WalkEntry) => boolean) | undefined;
  /** A folder before (`pre`) or after (`post`) what lies in it. Default: `pre`. */
  readonly order?: 'pre' | 'post' | undefined;
  /**
   * Told of each folder that cannot be read, its path relative to the start; the walk goes on without it.
   * Default: such a folder is an error of the walk. A share that is gone always is.
   */
  readonly onError?: ((error: unknown, path: string) => void) | undefined;
}

export function walk(volume: Volume, path: string, options: WalkVerbOptions = {}): Flow<WalkEntry> {
  const { depth, concurrency, order, filter, descend, onError } = options;
  const batches = flow(volume, { syscall: 'scandir', path }, options, volume => {
    const toEntry = walkEntriesOf(volume, path);
    const made = new WeakMap<WalkItem, WalkEntry>();
    const entryOf = (item: WalkItem) => {
      if (filter === undefined && descend === undefined) return toEntry(item);
      const entry = made.get(item) ?? toEntry(item);
      made.set(item, entry); // asked up to three times
      return entry;
    };
    return walkInBatches(volume.tree, volume.toWire(path), {
      depth,
      concurrency,
      order,
      createContexts: volume.createContexts,
      filter: filter && (item => filter(entryOf(item))),
      descend: descend && (item => descend(entryOf(item))),
      resolve: elsewhere(volume),
      onError: (error, wire) => {
        // the start lies elsewhere: whoever knows the way there begins anew
        if (wire === '' && failedWith(error, NtStatus.STATUS_PATH_NOT_COVERED)) throw error;
        const shown = volume.pathFromWire(wire);
        const told = named(error, { syscall: 'scandir', path: below(path, shown) });
        if (onError === undefined) throw told;
        onError(told, shown);
      },
    }).pipe(map(items => items.map(entryOf)));
  });
  return Flow.spread(batches);
}

/** Where links of a namespace (DFS) lead to. */
function elsewhere({ namespace }: Volume): WalkOptions['resolve'] {
  if (namespace === undefined) return undefined;
  return ({ tree, path }) =>
    namespace.resolve(tree, path).pipe(
      map(({ tree: there, link, path: target }) => {
        const rest = path.slice(link.length); // nothing, or what lies behind the link
        return { tree: there, path: target === '' ? rest.slice(1) : target + rest };
      }),
    );
}
