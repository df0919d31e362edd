import {
  type BigIntStats,
  closeSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { catchError, defer, from, Observable, type ObservableInput, of } from 'rxjs';

import { tempName } from '../share/temp-name.ts';
import type { Slabs } from '../streams/slabs.ts';
import { isSafeLocalName } from '../wire/names.ts';
import { gather } from './gather.ts';
import { isGone, localError } from './local-error.ts';
import { AT_ONCE, READ_ONLY, readAtOnce, seconds, writeAtOnce } from './local-file.ts';
import { folderOf, LocalFolders, nameOf, noFile, noFolder } from './local-folders.ts';
import { localPieces } from './local-pieces.ts';
import { LocalWhole } from './local-whole.ts';
import { LocalWrite } from './local-write.ts';
import { Pending } from './pending.ts';
import type { Entry, EntryKind, FileFacts, Means, Place, Side, WholeFiles } from './side.ts';
import { Slices } from './slices.ts';

/** `lstat`s at once on a slow disk: enough for the four threads that libuv has. */
const BREADTH = 32;

/** A folder of the local disk. Nothing here follows a link that lies in it. */
export class LocalSide implements Side {
  readonly place: Place;
  readonly #folders: LocalFolders;
  readonly #platform: string;
  readonly #pending = new Pending();
  readonly #slices = new Slices();
  readonly whole: WholeFiles;

  /**
   * @param real the same without links, to tell it from others
   * @param platform as in `process.platform`
   */
  constructor(root: string, real = root, platform: string = process.platform) {
    this.#folders = new LocalFolders(root);
    this.#platform = platform;
    this.place = { where: 'local', path: real };
    this.whole = new LocalWhole(this, {
      folders: this.#folders,
      slices: this.#slices,
      pending: this.#pending,
    });
  }

  owns(): boolean {
    return true; // what the system lists is there
  }

  accepts(name: string): boolean {
    return isSafeLocalName(name, this.#platform);
  }

  foldsCase(probe: boolean): Observable<boolean> {
    if (!probe) return of(this.#platform === 'win32' || this.#platform === 'darwin');
    return this.#do(tempName(), full => {
      closeSync(openSync(full, 'wx'));
      try {
        return lstatSync(inUpperCase(full), { throwIfNoEntry: false }) !== undefined;
      } finally {
        unlinkSync(full);
      }
    }).pipe(catchError(() => of(true))); // nothing can be written there anyhow
  }

  root(make: boolean): Observable<bigint | undefined> {
    return defer(() => {
      const root = this.#folders.shown('');
      try {
        if (make) makeWay(root);
        const stats = statSync(root, { throwIfNoEntry: false });
        if (stats?.isDirectory() === false) throw noFolder(root);
        return of(stats && 0n); // folders without links cannot contain themselves
      } catch (error) {
        throw localError(error, root);
      }
    });
  }

  list(path: string): Observable<readonly Entry[]> {
    return defer(() => this.#pending.add(this.#list(path)));
  }

  read(path: string, { size }: Entry, { slabs }: Means): ObservableInput<Uint8Array> {
    if (size > AT_ONCE || !this.#slices.isQuick) return this.#readPieces(path, size, slabs);
    return this.#do(path, full => {
      const data = readAtOnce(full, size);
      if (data === undefined) throw noFile(this.#folders.shown(path));
      return data;
    });
  }

  write(
    path: string,
    file: FileFacts,
    content: ObservableInput<Uint8Array>,
    { slabs }: Means,
  ): Observable<number> {
    if (file.size > AT_ONCE || !this.#slices.isQuick) return this.#writePieces(path, file, content, slabs);
    return gather(content, file, pieces =>
      this.#in(path, folder => {
        writeAtOnce(folder, nameOf(path), pieces, file);
        for (const piece of pieces) slabs.give(piece);
        return file.size;
      }),
    );
  }

  makeFolder(path: string): Observable<unknown> {
    return this.#do(path, full => {
      try {
        mkdirSync(full);
      } catch (error) {
        if (lstatSync(full, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
      }
    });
  }

  remove(path: string, kind: EntryKind): Observable<unknown> {
    return this.#do(path, full => {
      try {
        if (kind === 'folder') {
          this.#folders.doubt();
          rmdirSync(full);
        } else unlinkSync(full);
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    });
  }

  setTime(path: string, mtime: bigint): Observable<unknown> {
    return this.#do(path, full => {
      lutimesSync(full, Date.now() / 1000, seconds(mtime));
    });
  }

  async close(): Promise<void> {
    await this.#pending.settled();
    this.#folders.close();
  }

  /** Does something to a file or folder, which is named through the folder that it lies in. */
  #do<T>(path: string, work: (full: string) => T): Observable<T> {
    return this.#in(path, folder => work(`${folder}/${nameOf(path)}`));
  }

  /** Does something in the folder that a path lies in: at once, where there is time for it. */
  #in<T>(path: string, work: (folder: string) => T): Observable<T> {
    const now = () => {
      try {
        return this.#slices.run(() => {
          const folder = this.#folders.enter(folderOf(path));
          try {
            return work(folder.path);
          } finally {
            folder.release();
          }
        });
      } catch (error) {
        throw localError(error, this.#folders.shown(path));
      }
    };
    return defer(() => (this.#slices.isOver ? from(this.#pending.add(this.#slices.later(now))) : of(now())));
  }

  async #list(path: string): Promise<Entry[]> {
    try {
      await this.#slices.room();
      const folder = this.#folders.enter(path);
      try {
        return await (this.#slices.isQuick ? this.#listNow(folder.path) : listSlowly(folder.path));
      } finally {
        folder.release();
      }
    } catch (error) {
      throw localError(error, this.#folders.shown(path));
    }
  }

  async #listNow(folder: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const bytes of this.#slices.run(() => readdirSync(folder, 'buffer'))) {
      if (this.#slices.isOver) await this.#slices.room();
      const name = bytes.toString();
      if (isNoText(name, bytes)) {
        entries.push({ ...UNTOLD, name });
        continue;
      }
      const stats = this.#slices.run(() =>
        lstatSync(`${folder}/${name}`, { bigint: true, throwIfNoEntry: false }),
      );
      if (stats !== undefined) entries.push(entryOf(name, stats)); // else it went away meanwhile
    }
    return entries;
  }

  #writePieces(
    path: string,
    file: FileFacts,
    content: ObservableInput<Uint8Array>,
    slabs: Slabs,
  ): Observable<number> {
    return new Observable(subscriber => {
      const fail = (error: unknown) => subscriber.error(localError(error, this.#folders.shown(path)));
      try {
        const folder = this.#folders.enter(folderOf(path));
        const write = new LocalWrite(folder.path, nameOf(path), file, slabs, subscriber);
        const work = write.run(content).finally(() => folder.release());
        this.#pending.add(work).then(() => subscriber.complete(), fail);
        return () => write.stop();
      } catch (error) {
        fail(error);
        return undefined;
      }
    });
  }

  async *#readPieces(path: string, size: number, slabs: Slabs): AsyncGenerator<Uint8Array, void> {
    let closed: () => void = () => undefined;
    void this.#pending.add(new Promise<void>(resolve => (closed = resolve)));
    try {
      const folder = this.#folders.enter(folderOf(path));
      const opening = open(`${folder.path}/${nameOf(path)}`, READ_ONLY);
      const handle = await opening.finally(() => folder.release());
      try {
        if (!(await handle.stat()).isFile()) throw noFile(this.#folders.shown(path));
        yield* localPieces(handle, size, slabs, this.#slices);
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw localError(error, this.#folders.shown(path));
    } finally {
      closed();
    }
  }
}

async function listSlowly(folder: string): Promise<Entry[]> {
  const names = await readdir(folder, 'buffer');
  const look = async (bytes: Buffer): Promise<Entry[]> => {
    const name = bytes.toString();
    if (isNoText(name, bytes)) return [{ ...UNTOLD, name }];
    try {
      return [entryOf(name, await lstat(`${folder}/${name}`, { bigint: true }))];
    } catch (error) {
      if (isGone(error)) return []; // it went away since the listing
      throw error;
    }
  };
  const entries: Entry[] = [];
  for (let at = 0; at < names.length; at += BREADTH) {
    entries.push(...(await Promise.all(names.slice(at, at + BREADTH).map(look))).flat());
  }
  return entries;
}

/** A name of bytes that are no UTF-8, which no text stands for: looked for by its text, it would seem to be gone. */
function isNoText(name: string, bytes: Buffer): boolean {
  return name.includes('\ufffd') && !Buffer.from(name).equals(bytes);
}

/** What has such a name. */
const UNTOLD = { kind: 'file', size: 0, mtime: 0n, id: 0n, misnamed: true } as const;

function entryOf(name: string, stats: BigIntStats): Entry {
  return { name, kind: kindOf(stats), size: Number(stats.size), mtime: stats.mtimeNs, id: 0n };
}

function kindOf(stats: BigIntStats): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'special';
}

/** Makes a folder and those above it; what is there under its name shows later. */
function makeWay(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function inUpperCase(path: string): string {
  return path.slice(0, path.length - nameOf(path).length) + nameOf(path).toUpperCase();
}
