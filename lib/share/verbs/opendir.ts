import { Observable } from 'rxjs';

import { SmbError } from '../../errors.ts';
import type { One } from '../../operators/one.ts';
import type { SnapshotOptions } from '../aspect.ts';
import { Dir } from '../dir.ts';
import type { Dirent } from '../dirent.ts';
import { one, type VerbOptions } from '../verb.ts';
import type { Volume } from '../volume.ts';
import { list } from './list.ts';
import { walk } from './walk.ts';

/** How a folder is opened. */
export interface OpendirOptions extends VerbOptions, SnapshotOptions {
  /** What lies in the folders of the folder too. Default: false. */
  readonly recursive?: boolean | undefined;
}

export function opendir(volume: Volume, path: string, options: OpendirOptions = {}): One<Dir> {
  const { recursive = false, signal, snapshot } = options;
  return one(
    volume,
    { syscall: 'opendir', path },
    { signal, snapshot },
    volume =>
      new Observable<Dir>(subscriber => {
        const entries = recursive
          ? batches(walk(volume, path)[Symbol.asyncIterator]())
          : list(volume, path)[Symbol.asyncIterator]();
        let open = false;
        // the first entries come with the opening: a folder that cannot be read fails here, as with fs
        void entries.next().then(
          ({ done, value }) => {
            open = !subscriber.closed;
            if (open) {
              subscriber.next(new Dir(path, entries, done === true ? [] : value));
              subscriber.complete();
            }
          },
          (error: unknown) => {
            subscriber.error(error instanceof SmbError ? error.with({ syscall: undefined }) : error);
          },
        );
        return () => {
          if (!open) void entries.return?.();
        };
      }),
  );
}

async function* batches(entries: AsyncIterator<Dirent>): AsyncGenerator<Dirent[], void> {
  try {
    for (let next = await entries.next(); next.done !== true; next = await entries.next()) {
      yield [next.value];
    }
  } finally {
    await entries.return?.();
  }
}
