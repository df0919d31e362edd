import { catchError, type Observable, of, throwError } from 'rxjs';

import { SmbError } from '../errors.ts';
import type { SyncEvent } from './sync-event.ts';

/** The failure of one file or folder is an event; what ends everything, and what is a mistake of ours, passes. */
export function oneFile(path: string): (source: Observable<SyncEvent>) => Observable<SyncEvent> {
  return source =>
    source.pipe(
      catchError((error: unknown) =>
        error instanceof SmbError && !error.fatal
          ? of<SyncEvent>({ type: 'error', path, error })
          : throwError(() => error),
      ),
    );
}
