import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  map,
  Observable,
  type ObservableInput,
  of,
  throwError,
} from 'rxjs';

import { SmbError } from '../errors.ts';
import { type Dirent, isMisnamed } from '../share/dirent.ts';
import type { Share } from '../share/share.ts';
import { volumeIn } from '../share/verb-host.ts';
import { fromWire, isComponent, joinPath, toWire } from '../wire/names.ts';
import { tempName } from '../share/temp-name.ts';
import { Pending } from './pending.ts';
import { RemoteWhole } from './remote-whole.ts';
import { RemoteWrite } from './remote-write.ts';
import { toTicks, toUnix } from './ticks.ts';
import type { Entry, EntryKind, FileFacts, Means, Place, Side, WholeFiles } from './side.ts';
import { unlessGone } from './unless-gone.ts';

/** Files up to this size come in one answer, in one round trip. */
const SMALL = 256 * 1024;

/** A folder of a share. */
export class RemoteSide implements Side {
  readonly place: Place;
  readonly whole: WholeFiles | undefined;
  readonly #share: Share;
  readonly #root: string;
  readonly #leave: () => Promise<void>;
  readonly #mapNames: boolean;
  readonly #pending = new Pending();

  /**
   * @param leave gives the share back, where it was mounted for this
   * @param mapNames as of the mount
   */
  constructor(share: Share, root: string, place: Place, leave: () => Promise<void>, mapNames = true) {
    this.#share = share;
    this.#root = root;
    this.place = place;
    this.#leave = leave;
    this.#mapNames = mapNames;
    const volume = volumeIn(share);
    this.whole =
      volume &&
      new RemoteWhole(this, { share, volume, pending: this.#pending, full: path => this.#path(path) });
  }

  accepts(name: string): boolean {
    return isComponent(name) && (!this.#mapNames || comesBack(name));
  }

  owns(name: string): boolean {
    return isComponent(name);
  }

  foldsCase(probe: boolean): Observable<boolean> {
    if (!probe) return of(true);
    const name = tempName();
    const found = concat(
      this.#share.writeFile(this.#path(name), '', { flag: 'wx' }).pipe(ignoreElements()),
      this.#share.exists(this.#path(name.toUpperCase())),
      this.#share.unlink(this.#path(name)).pipe(ignoreElements()),
    );
    // where nothing can be written it does not matter, and a link that is lost shows in what comes next
    return found.pipe(catchError(() => of(true)));
  }

  root(make: boolean): Observable<bigint | undefined> {
    const look = defer(() => this.#share.stat(this.#root)).pipe(
      map(stats => {
        if (stats.isDirectory()) return stats.fileId;
        const message = `ENOTDIR: not a folder, '${this.#root}'`;
        throw new SmbError({ code: 'ENOTDIR', message, syscall: 'sync', path: this.#root });
      }),
    );
    if (!make) return look.pipe(unlessGone<bigint | undefined>(undefined));
    const made = this.#share.mkdir(this.#root, { recursive: true }).pipe(
      ignoreElements(),
      catchError((error: unknown) => {
        const there = error instanceof SmbError && error.code === 'EEXIST'; // what it is shows below
        return there ? EMPTY : throwError(() => error);
      }),
    );
    return concat(made, look);
  }

  list(path: string): Observable<readonly Entry[]> {
    return this.#share.list(this.#path(path)).pipe(map(entries => entries.map(entryOf)));
  }

  read(path: string, { size }: Entry, { ahead, slabs }: Means): ObservableInput<Uint8Array> {
    if (size === 0) return [];
    const full = this.#path(path);
    if (size <= SMALL) return this.#share.readFile(full, { expected: size });
    return this.#share.read(full, { window: ahead, slabs });
  }

  write(
    path: string,
    file: FileFacts,
    content: ObservableInput<Uint8Array>,
    means: Means,
  ): Observable<number> {
    return new Observable(subscriber => {
      const write = new RemoteWrite(this.#share, this.#path(path), { ...file, ...means }, subscriber);
      write.start(content);
      return () => {
        void this.#pending.add(write.stop());
      };
    });
  }

  makeFolder(path: string): Observable<unknown> {
    return this.#share.mkdir(this.#path(path), { recursive: true });
  }

  remove(path: string, kind: EntryKind): Observable<unknown> {
    const full = this.#path(path);
    const work: Observable<unknown> = kind === 'folder' ? this.#share.rmdir(full) : this.#share.unlink(full);
    return work.pipe(unlessGone<unknown>(undefined));
  }

  setTime(path: string, mtime: bigint): Observable<unknown> {
    return defer(() => this.#share.utimes(this.#path(path), new Date(), toTicks(mtime)));
  }

  async close(): Promise<void> {
    await this.#pending.settled();
    await this.#leave();
  }

  #path(path: string): string {
    return joinPath(this.#root, path);
  }
}

/** A local U+F022 would come back as the `:` that it stands for on the wire, and be another file's name. */
function comesBack(name: string): boolean {
  if (!/[\uf001-\uf029]/.test(name)) return true;
  return fromWire(toWire(name)) === name;
}

function entryOf(dirent: Dirent): Entry {
  const { name, stats } = dirent;
  const kind = dirent.isSymbolicLink() ? 'link' : dirent.isDirectory() ? 'folder' : 'file';
  const entry = {
    name,
    kind,
    size: stats.size,
    mtime: toUnix(stats.lastWriteTime),
    id: stats.fileId,
  } as const;
  return isMisnamed(dirent) ? { ...entry, misnamed: true } : entry;
}
