import { catchError, type MonoTypeOperatorFunction } from 'rxjs';

import { SmbError } from '../errors.ts';

/**
 * For what may wait forever: when its own side closes meanwhile, the server's reason for ending it (the folder is gone,
 * there is no such lock) is an effect of that, and would be read as news of the file.
 *
 * @param checks throw what is told instead where something was closed here
 */
export function unlessClosed<T>(...checks: readonly (() => unknown)[]): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    if (error instanceof SmbError && !error.fatal) for (const check of checks) check();
    throw error;
  });
}
