import type { Share } from '../share/share.ts';
import type { Outcome } from '../share/small-chain.ts';
import { SmallFiles } from '../share/small-files.ts';
import { tempName } from '../share/temp-name.ts';
import { named } from '../share/verb.ts';
import type { Volume } from '../share/volume.ts';
import { isOneFile } from './one-file.ts';
import { fetchPiecewise, storePiecewise } from './piecewise.ts';
import type { Pending } from './pending.ts';
import { removeTemp } from './remove-temp.ts';
import type { Entry, FileFacts, Means, Side, WholeFiles } from './side.ts';
import { toTicks } from './ticks.ts';

/** What a {@link RemoteWhole} works with. */
export interface RemoteMeans {
  readonly share: Share;
  readonly volume: Volume;
  readonly pending: Pending;
  /** A path of the side as one of the share. */
  readonly full: (path: string) => string;
}

/**
 * Small files of a share: the quick way first, and where the server refuses that, all over again by the verbs, which know
 * more ways and have names for what is wrong.
 */
export class RemoteWhole implements WholeFiles {
  readonly #side: Side;
  readonly #remote: RemoteMeans;
  readonly #files: SmallFiles;

  /** @param side whose verbs stand in */
  constructor(side: Side, remote: RemoteMeans) {
    this.#side = side;
    this.#remote = remote;
    this.#files = new SmallFiles(remote.volume);
  }

  fetch(path: string, entry: Entry, means: Means, outcome: Outcome<Uint8Array>): () => void {
    if (entry.size === 0) {
      outcome.done(new Uint8Array(0));
      return () => undefined;
    }
    const full = this.#remote.full(path);
    let cancel: (() => void) | undefined;
    const stop = this.#files.read(full, entry.size, {
      done: data => outcome.done(data),
      failed: error => {
        if (isOneFile(error)) cancel = fetchPiecewise(this.#side, path, entry, means, outcome);
        else outcome.failed(named(error, { syscall: 'open', path: full }));
      },
    });
    return () => (cancel ?? stop)();
  }

  give(): void {
    // a part of a block of the connection's, in which other files lie as well
  }

  store(
    path: string,
    file: FileFacts,
    data: Uint8Array,
    means: Means,
    outcome: Outcome<undefined>,
  ): () => void {
    const { share, pending, full } = this.#remote;
    const final = full(path);
    const temp = final.slice(0, final.lastIndexOf('/') + 1) + tempName();
    let cancel: (() => void) | undefined;
    const stop = this.#files.write(
      { data, temp, path: final, lastWriteTime: toTicks(file.mtime) },
      {
        done: time => {
          if (time === 'lost') {
            const setting = this.#side.setTime(path, file.mtime).subscribe({
              error: (error: unknown) => outcome.failed(error),
              complete: () => outcome.done(undefined),
            });
            cancel = () => setting.unsubscribe();
            return;
          }
          cancel = () => undefined;
          outcome.done(undefined);
        },
        failed: error => {
          let stopped = false;
          cancel = () => (stopped = true);
          if (!isOneFile(error)) {
            outcome.failed(named(error, { syscall: 'open', path: final }));
            return;
          }
          void pending.add(removeTemp(share, temp)).then(() => {
            if (!stopped) cancel = storePiecewise(this.#side, path, file, { data, means }, outcome);
          });
        },
      },
    );
    return () => {
      if (cancel !== undefined) {
        cancel();
        return;
      }
      void pending.add(stop().then(isLeft => (isLeft ? removeTemp(share, temp) : undefined)));
    };
  }
}
