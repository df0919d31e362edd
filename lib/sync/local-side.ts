import { constants } from 'node:fs';
import { lstat, lutimes, mkdir, open, readdir, rmdir, stat, unlink } from 'node:fs/promises';
import { catchError, defer, Observable, type ObservableInput, of } from 'rxjs';

import { SmbError } from '../errors.ts';
import { tempName } from '../share/temp-name.ts';
import type { Slabs } from '../streams/slabs.ts';
import { isSafeLocalName } from '../wire/names.ts';
import { isGone, localError, unless } from './local-error.ts';
import { LocalWrite, seconds } from './local-write.ts';
import { Pending } from './pending.ts';
import {
  below,
  type Entry,
  type EntryKind,
  type FileFacts,
  type Means,
  type Place,
  type Side,
} from './side.ts';

/** Not through a link, and without waiting should it have become a pipe meanwhile. */
const READ_ONLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** `lstat`s at once: enough for the four threads that libuv has. */
const BREADTH = 32;

/** A folder of the local disk. Nothing here follows a link that lies in it. */
export class LocalSide implements Side {
  readonly place: Place;
  readonly #root: string;
  readonly #platform: string;
  readonly #pending = new Pending();

  /**
   * @param real the same without links, to tell it from others
   * @param platform as in `process.platform`
   */
  constructor(root: string, real = root, platform: string = process.platform) {
    this.#root = root.length > 1 ? root.replace(/\/+$/, '') || '/' : root;
    this.#platform = platform;
    this.place = { where: 'local', path: real };
  }

  owns(): boolean {
    return true; // what the system lists is there
  }

  accepts(name: string): boolean {
    return isSafeLocalName(name, this.#platform);
  }

  foldsCase(probe: boolean): Observable<boolean> {
    if (!probe) return of(this.#platform === 'win32' || this.#platform === 'darwin');
    const name = tempName();
    return this.#ask('', async () => {
      const file = this.#path(name);
      await (await open(file, 'wx')).close();
      try {
        return await lstat(this.#path(name.toUpperCase())).then(
          () => true,
          () => false,
        );
      } finally {
        await unlink(file);
      }
    }).pipe(catchError(() => of(true))); // nothing can be written there anyhow
  }

  root(make: boolean): Observable<bigint | undefined> {
    return this.#ask('', async () => {
      if (make) await mkdir(this.#root, { recursive: true }).catch(unless('EEXIST')); // what it is shows below
      try {
        if (!(await stat(this.#root)).isDirectory()) throw noFolder(this.#root);
        return 0n; // folders without links cannot contain themselves
      } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
      }
    });
  }

  list(path: string): Observable<readonly Entry[]> {
    return this.#ask(path, async () => {
      await this.#guard(path === '' ? '' : `${path}/`);
      const names = await readdir(this.#path(path));
      const entries: Entry[] = [];
      for (let at = 0; at < names.length; at += BREADTH) {
        const some = names.slice(at, at + BREADTH).map(name => this.#look(path, name));
        for (const entry of await Promise.all(some)) if (entry !== undefined) entries.push(entry);
      }
      return entries;
    });
  }

  read(path: string, entry: Entry, { slabs }: Means): AsyncIterable<Uint8Array> {
    return this.#read(path, entry.size, slabs);
  }

  write(
    path: string,
    file: FileFacts,
    content: ObservableInput<Uint8Array>,
    { slabs }: Means,
  ): Observable<number> {
    return new Observable(subscriber => {
      const write = new LocalWrite(this.#path(path), file, slabs, subscriber);
      const work = this.#guard(path).then(() => write.run(content));
      this.#pending.add(work).then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(localError(error, path)),
      );
      return () => write.stop();
    });
  }

  makeFolder(path: string): Observable<unknown> {
    return this.#change(path, async full => {
      try {
        await mkdir(full);
      } catch (error) {
        if (!(await lstat(full).catch(() => undefined))?.isDirectory()) throw error;
      }
    });
  }

  remove(path: string, kind: EntryKind): Observable<unknown> {
    return this.#change(path, async full => {
      try {
        await (kind === 'folder' ? rmdir(full) : unlink(full));
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    });
  }

  setTime(path: string, mtime: bigint): Observable<unknown> {
    return this.#change(path, full => lutimes(full, Date.now() / 1000, seconds(mtime)));
  }

  close(): Promise<void> {
    return this.#pending.settled();
  }

  #path(path: string): string {
    if (path === '') return this.#root;
    return this.#root.endsWith('/') ? this.#root + path : `${this.#root}/${path}`;
  }

  #ask<T>(path: string, work: () => Promise<T>): Observable<T> {
    return defer(() =>
      this.#pending.add(
        work().catch((error: unknown) => {
          throw localError(error, this.#path(path));
        }),
      ),
    );
  }

  #change(path: string, work: (full: string) => Promise<void>): Observable<unknown> {
    return this.#ask(path, async () => {
      await this.#guard(path);
      await work(this.#path(path));
    });
  }

  /** Every folder on the way is a folder and no link: else what is written below it would leave the root. */
  async #guard(path: string): Promise<void> {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const folder = this.#path(path.slice(0, at));
      if (!(await lstat(folder)).isDirectory()) throw noFolder(folder);
    }
  }

  async #look(folder: string, name: string): Promise<Entry | undefined> {
    try {
      const stats = await lstat(this.#path(below(folder, name)), { bigint: true });
      const { size, mtimeNs } = stats;
      return { name, kind: kindOf(stats), size: Number(size), mtime: mtimeNs, id: 0n };
    } catch (error) {
      if (isGone(error)) return undefined; // it went away since the listing
      throw error;
    }
  }

  async *#read(path: string, size: number, slabs: Slabs): AsyncGenerator<Uint8Array, void> {
    let closed: () => void = () => undefined;
    void this.#pending.add(new Promise<void>(resolve => (closed = resolve)));
    try {
      await this.#guard(path);
      const handle = await open(this.#path(path), READ_ONLY);
      try {
        if (!(await handle.stat()).isFile()) throw noFile(this.#path(path));
        for (let at = 0; ;) {
          // one byte more than there should be, so that growth is noticed without another read
          const buffer = slabs.take(Math.min(slabs.size, Math.max(0, size - at) + 1));
          const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
          if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
          at += bytesRead;
          if (bytesRead === 0 || (at >= size && bytesRead < buffer.length)) return;
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw localError(error, this.#path(path));
    } finally {
      closed();
    }
  }
}

function kindOf(stats: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'special';
}

function noFolder(path: string): SmbError {
  const message = `ENOTDIR: not a folder, '${path}'`;
  return new SmbError({ code: 'ENOTDIR', message, syscall: 'sync', path });
}

function noFile(path: string): SmbError {
  return new SmbError({ code: 'EINVAL', message: `EINVAL: no longer a file, '${path}'`, path });
}
