import { catchError, type Observable, of, throwError } from 'rxjs';

import { SmbError } from '../errors.ts';
import type { SyncEvent } from './sync-event.ts';

/** The failure of one file or folder is an event; what ends everything, and what is a mistake of ours, passes. */
export function oneFile(path: string): (source: Observable<SyncEvent>) => Observable<SyncEvent> {
  return source =>
    source.pipe(
      catchError((error: unknown) =>
        isOneFile(error) ? of<SyncEvent>({ type: 'error', path, error }) : throwError(() => error),
      ),
    );
}

/** Whether what failed is one file or folder, and not the whole. */
export function isOneFile(error: unknown): error is SmbError {
  return error instanceof SmbError && !error.fatal;
}
