import { Observable } from 'rxjs';

import { attach } from '../operators/attach.ts';
import type { FileHandle } from '../share/file-handle.ts';

/** Opens a file, works, closes it; completes, or fails, after CLOSE was answered. */
export function usingFile<T>(
  open: Observable<FileHandle>,
  work: (handle: FileHandle) => Observable<T>,
): Observable<T> {
  return new Observable(subscriber => {
    const tell = (error: unknown) => {
      subscriber.error(error);
    };
    attach(subscriber, open, {
      next: handle => {
        const closed = (then: (failure?: unknown) => void) => {
          handle.close().subscribe({ error: then, complete: () => then() });
        };
        attach(subscriber, work(handle), {
          next: value => subscriber.next(value),
          error: (error: unknown) => closed(() => tell(error)),
          complete: () => {
            closed(failure => {
              if (failure === undefined) subscriber.complete();
              else tell(failure);
            });
          },
        });
        // behind the work, whose CANCELs go first; closing again does nothing
        subscriber.add(() => closed(() => undefined));
      },
      error: tell,
    });
  });
}
