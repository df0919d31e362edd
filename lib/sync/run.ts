import { concat, defer, from, map, type Observable, of, tap } from 'rxjs';

import { SmbError } from '../errors.ts';
import { Flow } from '../operators/flow.ts';
import { parallel } from '../operators/parallel.ts';
import { type Folder, topFolder } from './folder.ts';
import { checkApart } from './apart.ts';
import { Removal } from './removal.ts';
import type { Rules } from './rules.ts';
import { folderTime, scan } from './scan.ts';
import { below, type Entry } from './side.ts';
import type { SyncEvent } from './sync-event.ts';
import { Tally } from './tally.ts';

/** What the destination has in a folder, and the source does not. */
interface Extra {
  readonly folder: Folder;
  readonly olds: readonly Entry[];
}

/**
 * One sync between two open sides: everything is compared and copied, then the rest is deleted, then the sums
 * are told. Besides what {@link scan} keeps, the names of what is to be deleted are kept to the end: of folders
 * only their own.
 *
 * @throws {@link SmbError} when a side fails as a whole, or the top of the source is not there
 */
export function run(rules: Rules): Flow<SyncEvent> {
  return Flow.of(
    defer(() => {
      const tally = new Tally();
      const extras: Extra[] = [];
      const onExtra = (folder: Folder, olds: readonly Entry[]) => {
        if (rules.delete) extras.push({ folder, olds });
      };
      const stages = [
        () =>
          tops(rules).pipe(
            parallel(1, top => scan(rules, top, onExtra).pipe(parallel(rules.transfers, job => job))),
          ),
        () => (tally.errors > 0 ? from(extras.flatMap(notDeleted)) : parallel(1, remover(rules))(extras)),
        () => of(tally.done(rules.dryRun)),
      ];
      return parallel(1, (stage: () => Observable<SyncEvent>) => stage())(stages).pipe(
        tap(event => tally.count(event)),
      );
    }),
  );
}

/** Both tops; that of the destination is made. */
function tops({ src, dst, dryRun }: Rules): Observable<Folder> {
  checkApart(src.place, dst.place);
  const source = src.root(false).pipe(
    map(id => {
      if (id !== undefined) return id;
      const message = `ENOENT: there is no such folder to sync from, '${src.place.path}'`;
      throw new SmbError({ code: 'ENOENT', message, syscall: 'sync', path: src.place.path });
    }),
  );
  return source.pipe(parallel(1, id => dst.root(!dryRun).pipe(map(oldId => topFolder(id, oldId)))));
}

function notDeleted({ folder, olds }: Extra): SyncEvent[] {
  return olds.map(({ name }) => ({ type: 'skipped', path: below(folder.path, name), reason: 'not-deleted' }));
}

function remover(rules: Rules): (extra: Extra) => Observable<SyncEvent> {
  return ({ folder, olds }) => {
    const removal = new Removal(rules);
    const remove = (old: Entry) => removal.remove(below(folder.path, old.name), old, folder.oldIds);
    const removed = parallel(rules.transfers, remove)(olds);
    return rules.dryRun || folder.parent === undefined ? removed : concat(removed, folderTime(rules, folder));
  };
}
