import type { Outcome } from '../share/small-chain.ts';
import { localError } from './local-error.ts';
import { readAtOnce, writeAtOnce } from './local-file.ts';
import { folderOf, type LocalFolders, nameOf, noFile } from './local-folders.ts';
import type { Pending } from './pending.ts';
import { fetchPiecewise, storePiecewise } from './piecewise.ts';
import type { Entry, FileFacts, Means, Side, WholeFiles } from './side.ts';
import type { Slices } from './slices.ts';

/** What a {@link LocalWhole} works with. */
export interface LocalMeans {
  readonly folders: LocalFolders;
  readonly slices: Slices;
  readonly pending: Pending;
}

/** Memory for a small file, and the byte by which it is seen to have grown. */
const ROOM = 64 * 1024 + 1;
/** Fresh memory for each file would cost more than reading it; no more of it than files are under way. */
const ROOMS = 128;

const nothing = () => undefined;

/** Small files of the local disk: at once, where there is time for it. */
export class LocalWhole implements WholeFiles {
  readonly #side: Side;
  readonly #local: LocalMeans;
  /** Memory of files that are where they belong. */
  readonly #rooms: Buffer[] = [];

  /** @param side whose ways for any file stand in on a slow disk */
  constructor(side: Side, local: LocalMeans) {
    this.#side = side;
    this.#local = local;
  }

  fetch(path: string, entry: Entry, means: Means, outcome: Outcome<Uint8Array>): () => void {
    const { folders, slices } = this.#local;
    if (!slices.isQuick) return fetchPiecewise(this.#side, path, entry, means, outcome);
    return this.#in(path, outcome, folder => {
      const memory = entry.size < ROOM ? (this.#rooms.pop() ?? Buffer.allocUnsafeSlow(ROOM)) : undefined;
      const data = readAtOnce(`${folder}/${nameOf(path)}`, entry.size, memory);
      if (data === undefined) throw noFile(folders.shown(path));
      return data;
    });
  }

  give(data: Uint8Array): void {
    const { buffer } = data;
    if (buffer.byteLength === ROOM && this.#rooms.length < ROOMS)
      this.#rooms.push(Buffer.from(buffer, 0, ROOM));
  }

  store(
    path: string,
    file: FileFacts,
    data: Uint8Array,
    means: Means,
    outcome: Outcome<undefined>,
  ): () => void {
    if (!this.#local.slices.isQuick) return storePiecewise(this.#side, path, file, { data, means }, outcome);
    return this.#in(path, outcome, folder => {
      writeAtOnce(folder, nameOf(path), [data], file);
      return undefined;
    });
  }

  #in<T>(path: string, outcome: Outcome<T>, work: (folder: string) => T): () => void {
    const { folders, slices, pending } = this.#local;
    const now = () => {
      let value: T;
      try {
        value = slices.run(() => {
          const folder = folders.enter(folderOf(path));
          try {
            return work(folder.path);
          } finally {
            folder.release();
          }
        });
      } catch (error) {
        outcome.failed(localError(error, folders.shown(path)));
        return;
      }
      outcome.done(value);
    };
    if (!slices.isOver) {
      now();
      return nothing;
    }
    let stopped = false;
    void pending.add(slices.later(() => stopped || now()));
    return () => (stopped = true);
  }
}
