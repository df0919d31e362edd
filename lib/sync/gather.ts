import { Observable, type ObservableInput } from 'rxjs';

import { attach } from '../operators/attach.ts';
import { demanding, valveOf } from '../operators/demand.ts';
import { paced } from '../operators/paced.ts';
import { complete, notTooMany } from './complete.ts';
import type { FileFacts } from './side.ts';

/** Waits for all the bytes of a small file, counts them, and does with them what is to be done. */
export function gather<T>(
  content: ObservableInput<Uint8Array>,
  file: Pick<FileFacts, 'size'>,
  work: (pieces: readonly Uint8Array[]) => Observable<T>,
): Observable<T> {
  return new Observable(subscriber => {
    const valve = valveOf(subscriber);
    const pieces: Uint8Array[] = [];
    let length = 0;
    const fail = (error: unknown) => subscriber.error(error);
    const guarded = (step: () => void) => {
      try {
        step();
      } catch (error) {
        fail(error);
      }
    };
    const pieceCame = (piece: Uint8Array) => {
      notTooMany((length += piece.length), file);
      pieces.push(piece);
    };
    const allCame = () => {
      complete(length, file);
      attach(subscriber, work(pieces), {
        next: value => subscriber.next(value),
        error: fail,
        complete: () => subscriber.complete(),
      });
    };
    attach(
      subscriber,
      paced(content),
      demanding(valve, {
        next: piece => guarded(() => pieceCame(piece)),
        error: fail,
        complete: () => guarded(allCame),
      }),
    );
  });
}
