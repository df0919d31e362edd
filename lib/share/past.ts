import { catchError, concatMap, defer, EMPTY, map, type Observable, of, shareReplay, throwError } from 'rxjs';

import type { Tree } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import { enumerateSnapshots } from '../operators/enumerate-snapshots.ts';
import { usingHandle } from '../operators/using-handle.ts';
import { opening } from './verbs/opening.ts';
import type { Volume } from './volume.ts';

/** Whether a share may keep snapshots: each was asked once, and the answer is kept as long as its tree. */
const answers = new WeakMap<Tree, Observable<boolean>>();

/**
 * Asks a share for its snapshots before a path of the past is opened there. A server that keeps none may overlook the
 * TWrp context of a CREATE, as a Samba without shadow_copy2 does, and would give today's bytes for those of that day.
 * Which times there are is the server's to say.
 *
 * @param volume as it is now
 * @throws {@link SmbError} `ENOTSUP` where the share keeps none
 */
export function keepsSnapshots(volume: Volume): Observable<never> {
  return defer(() => {
    const { tree } = volume;
    const known = answers.get(tree);
    const answer = known ?? asking(volume).pipe(shareReplay({ bufferSize: 1, refCount: false }));
    if (known === undefined) answers.set(tree, answer);
    return answer.pipe(
      catchError(() => {
        answers.delete(tree); // who comes next asks again
        return of(true);
      }),
      concatMap(keeps => (keeps ? EMPTY : throwError(none))),
    );
  });
}

function asking(volume: Volume): Observable<boolean> {
  return usingHandle(opening(volume, volume.toWire('')), handle => enumerateSnapshots(handle)).pipe(
    map(() => true),
    catchError((error: unknown) => {
      const unsupported = error instanceof SmbError && error.command === 'IOCTL' && error.code === 'ENOTSUP';
      return unsupported ? of(false) : throwError(() => error);
    }),
  );
}

function none(): SmbError {
  const message =
    'this share keeps no snapshots, and its server could give what there is now for what there was: set up ' +
    'shadow_copy2 in Samba or shadow copies in Windows; share.snapshots() lists them';
  return new SmbError({ code: 'ENOTSUP', message, outcome: 'not-sent' });
}
