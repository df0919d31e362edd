import { catchError, filter, map, Observable, throwError } from 'rxjs';

import { SmbError } from '../../errors.ts';
import { attach } from '../../operators/attach.ts';
import { demanding, valveOf } from '../../operators/demand.ts';
import type { Flow } from '../../operators/flow.ts';
import type { ChangeEvent, WatchVerbOptions } from '../verbs/watch.ts';

/** A change as `node:fs` tells it. */
export interface FsWatchEvent {
  /** `rename`: the name is there or gone now; `change`: the file is another one. */
  readonly eventType: 'rename' | 'change';
  /** Relative to the folder. `null` where more happened than could be told: list the folder again. */
  readonly filename: string | null;
}

/** What `watch` of `node:fs` can be told; other options of Node's are left aside. */
export interface FsWatchOptions {
  /** What lies in the folders of the folder, too. Default: false. */
  readonly recursive?: boolean | undefined;
  /** Ends the watching. */
  readonly signal?: AbortSignal | undefined;
  /** Names are text. */
  readonly encoding?: BufferEncoding | null | undefined;
  /** Means nothing here: it is the mounted share that keeps the process alive. */
  readonly persistent?: boolean | undefined;
}

type Watch = (path: string, options: WatchVerbOptions) => Flow<ChangeEvent>;

/** Watches a folder, or in the folder of a file for that file alone: a server tells of folders only. */
export function fsEvents(
  watch: Watch,
  path: string,
  { recursive, signal }: FsWatchOptions,
): Observable<FsWatchEvent | 'ready'> {
  const changes = watch(path, { recursive, signal }).pipe(
    map(nodeEvents),
    catchError((error: unknown) => {
      if (!(error instanceof SmbError && error.code === 'ENOTDIR')) return throwError(() => error);
      const [folder, name] = partsOf(path);
      return watch(folder, { signal }).pipe(
        map(nodeEvents),
        map(events => (events === 'ready' ? events : events.filter(({ filename }) => isOf(filename, name)))),
        filter(events => events.length > 0),
      );
    }),
  );
  // a change may be two events here; concatMap would not pass demand on, which bounds what waits
  return new Observable(subscriber => {
    const observer = demanding<readonly FsWatchEvent[] | 'ready'>(valveOf(subscriber), {
      next(events) {
        for (const event of events === 'ready' ? [events] : events) subscriber.next(event);
      },
      error(error: unknown) {
        subscriber.error(error);
      },
      complete() {
        subscriber.complete();
      },
    });
    attach(subscriber, changes, observer);
  });
}

function nodeEvents({ type, path, oldPath }: ChangeEvent): readonly FsWatchEvent[] | 'ready' {
  if (type === 'ready') return 'ready';
  if (type === 'overflow') return [{ eventType: 'rename', filename: null }];
  if (type === 'modified') return [{ eventType: 'change', filename: path }];
  const names = type === 'renamed' && oldPath !== undefined ? [oldPath, path] : [path];
  return names.map(filename => ({ eventType: 'rename', filename }));
}

function partsOf(path: string): [folder: string, name: string] {
  const clean = path.replace(/\/+$/, '');
  const cut = clean.lastIndexOf('/') + 1;
  return [clean.slice(0, cut), clean.slice(cut)];
}

/** The server's case of a name may be another one than the caller's; an event too much does no harm. */
function isOf(filename: string | null, name: string): boolean {
  return filename === null || filename.toLowerCase() === name.toLowerCase();
}
