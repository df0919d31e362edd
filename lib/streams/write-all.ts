import { Observable } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { WriteBehind } from './write-behind.ts';

/**
 * Writes memory of the caller's at an offset, in as many WRITEs as it takes, several in flight; never copied,
 * so leave it alone until this has completed. Emits once how many bytes there were.
 */
export function writeAll(handle: Open, data: readonly Uint8Array[], offset: number): Observable<number> {
  return new Observable(subscriber => {
    const total = data.reduce((sum, piece) => sum + piece.length, 0);
    const writer = new WriteBehind(handle, {
      start: offset,
      failed: error => {
        subscriber.error(error);
      },
    });
    for (const piece of data) writer.add(piece);
    writer.end(() => {
      subscriber.next(total);
      subscriber.complete();
    });
    return () => {
      writer.cancel();
    };
  });
}
