import { Observable, type ObservableInput } from 'rxjs';

import { SmbError } from '../errors.ts';
import { attach } from '../operators/attach.ts';
import type { FileHandle } from '../share/file-handle.ts';
import { named } from '../share/verb.ts';
import { writeFrom } from '../streams/write-from.ts';
import type { Means } from './side.ts';

/**
 * Writes pieces to an open file of a share one behind the other, several under way, and gives each back. Emits, now and
 * then, how many bytes the server has.
 */
export function writePieces(
  handle: FileHandle,
  content: ObservableInput<Uint8Array>,
  { ahead, slabs }: Means,
): Observable<number> {
  return new Observable(subscriber => {
    const acknowledged = (bytes: number) => subscriber.next(bytes);
    attach(subscriber, writeFrom(handle, content, { start: 0, window: ahead, slabs, acknowledged }), {
      error: error => {
        // what the content fails with has its own names
        const isOurs = error instanceof SmbError && error.command !== undefined;
        subscriber.error(isOurs ? named(error, { syscall: 'write', path: handle.path }) : error);
      },
      complete: () => subscriber.complete(),
    });
  });
}
