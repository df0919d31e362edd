import { concatMap, defer, type Observable, type ObservableInput, tap, toArray } from 'rxjs';

import { paced } from '../operators/paced.ts';
import { complete, notTooMany } from './complete.ts';
import type { FileFacts } from './side.ts';

/** Waits for all the bytes of a small file, counts them, and does with them what is to be done. */
export function gather<T>(
  content: ObservableInput<Uint8Array>,
  file: FileFacts,
  work: (pieces: readonly Uint8Array[]) => Observable<T>,
): Observable<T> {
  return defer(() => {
    let length = 0;
    return paced(content).pipe(
      tap(piece => notTooMany((length += piece.length), file)),
      toArray(),
      concatMap(pieces => {
        complete(length, file);
        return work(pieces);
      }),
    );
  });
}
