import { catchError, defaultIfEmpty, EMPTY, lastValueFrom, retry, throwError, timer } from 'rxjs';

import { SmbError } from '../errors.ts';
import type { Share } from '../share/share.ts';

/** The CREATE or CLOSE of what was cancelled may still be under way when its file is to be removed. */
const BUSY = { tries: 5, afterMs: 100 };

/** Removes a temporary file of a share, if it is there. Never fails: what stays, the next run finds by its name. */
export async function removeTemp(share: Share, temp: string, signal?: AbortSignal): Promise<void> {
  const { tries: count, afterMs } = BUSY;
  const delay = (error: unknown) =>
    error instanceof SmbError && error.code === 'EBUSY' ? timer(afterMs) : throwError(() => error);
  const unlink = share.unlink(temp, { signal }).pipe(retry({ count, delay }));
  await lastValueFrom(
    unlink.pipe(
      catchError(() => EMPTY),
      defaultIfEmpty(undefined),
    ),
  );
}
