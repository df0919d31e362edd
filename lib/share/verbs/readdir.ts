import { map, type Observable, reduce } from 'rxjs';

import type { One } from '../../operators/one.ts';
import type { SnapshotOptions } from '../aspect.ts';
import type { Dirent, WalkEntry } from '../dirent.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { list } from './list.ts';
import { walk } from './walk.ts';

/** What to tell of a folder. */
export interface ReaddirOptions extends VerbOptions, SnapshotOptions {
  /** Entries instead of names. Default: false. */
  readonly withFileTypes?: boolean | undefined;
  /** What lies in the folders of the folder too; names become paths below it. Default: false. */
  readonly recursive?: boolean | undefined;
  /** `*` and `?` stand for characters, whatever the case. Default: everything. */
  readonly pattern?: string | undefined;
}

export function readdir(
  volume: Volume,
  path: string,
  options: ReaddirOptions & { readonly withFileTypes: true },
): One<Dirent[]>;
export function readdir(
  volume: Volume,
  path: string,
  options?: ReaddirOptions & { readonly withFileTypes?: false | undefined },
): One<string[]>;
export function readdir(volume: Volume, path: string, options?: ReaddirOptions): One<string[] | Dirent[]>;
export function readdir(
  volume: Volume,
  path: string,
  { withFileTypes, recursive, pattern, signal, snapshot }: ReaddirOptions = {},
): One<string[] | Dirent[]> {
  const nameOf = (entry: Dirent | WalkEntry) => ('path' in entry ? entry.path : entry.name);
  return one<string[] | Dirent[]>(volume, { syscall: 'scandir', path }, { signal, snapshot }, volume => {
    const found: Observable<Dirent[]> =
      recursive === true
        ? everything(volume, path, pattern)
        : list(volume, path, { pattern }).pipe(gathered());
    return withFileTypes === true ? found : found.pipe(map(entries => entries.map(nameOf)));
  });
}

/** The server matches only within one folder, so here we do. */
function everything(volume: Volume, path: string, pattern: string | undefined): Observable<Dirent[]> {
  const expression = pattern === undefined ? undefined : matcher(pattern);
  const filter = expression && ((entry: WalkEntry) => expression.test(entry.name));
  return walk(volume, path, { filter }).pipe(
    map(entry => [entry]),
    gathered(),
  );
}

function gathered(): (source: Observable<Dirent[]>) => Observable<Dirent[]> {
  return reduce((all: Dirent[], some: Dirent[]) => {
    for (const entry of some) all.push(entry);
    return all;
  }, []);
}

function matcher(pattern: string): RegExp {
  const literal = (text: string) => text.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  const source = literal(pattern).replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'isu');
}
