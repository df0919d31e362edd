import { type BigIntStats, constants } from 'node:fs';
import {
  chmod,
  type FileHandle,
  mkdir,
  open,
  opendir,
  rmdir,
  stat,
  statfs,
  unlink,
  utimes,
} from 'node:fs/promises';
import { FileAttributes } from '../../../wire/smb2/file-attributes.ts';
import type {
  FileBytes,
  FileChange,
  FileChanges,
  FileEntry,
  FileSystem,
  NewFile,
  OpenBytes,
  VolumeFacts,
} from '../file-system.ts';
import { below, parted } from '../paths.ts';
import { codeOf, refusal } from '../refusal.ts';
import { diskEntry } from './disk-entry.ts';
import type { DiskName } from './disk-names.ts';
import {
  Disk,
  type DiskFound,
  type DiskSpot,
  type DiskThing,
  type HeldFolder,
  lstatAt,
  toldOf,
} from './disk.ts';
import { FolderBytes } from './folder-bytes.ts';
import { linkOnDisk, moveOnDisk } from './folder-moves.ts';
import { FolderWatch } from './folder-watch.ts';
import { isReadOnly, KeptFacts, modeOf, ticks } from './kept-facts.ts';
import { OwnChanges } from './own-changes.ts';
import { Turn } from './turn.ts';

const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;
/** Windows has neither links that `open` would follow nor pipes in folders. */
const CAREFUL = ((O_NOFOLLOW as number | undefined) ?? 0) | ((O_NONBLOCK as number | undefined) ?? 0);
/** Entries of one batch, and how many of them are looked at at once: libuv has four threads. */
const BATCH = 128;
const NO_FILE = 'it is neither a file nor a folder';

/** What a folder is served with. */
export interface FolderFacts {
  readonly root: string;
  readonly mapNames: boolean;
  readonly caseSensitive: boolean;
  readonly label: string;
}

/** A folder of the disk, made by {@link folder}. */
export class FolderFileSystem implements FileSystem {
  readonly caseSensitive: boolean;
  readonly #label: string;
  readonly #disk: Disk;
  readonly #kept = new KeptFacts();
  readonly #own = new OwnChanges();
  /** What looks first and acts then is done one after the other. */
  readonly #turn = new Turn();
  #device: bigint | undefined;

  constructor({ root, mapNames, caseSensitive, label }: FolderFacts) {
    this.caseSensitive = caseSensitive;
    this.#label = label;
    this.#disk = new Disk(root, mapNames, caseSensitive);
  }

  async lookup(path: string): Promise<FileEntry> {
    if (path === '') return this.#entry('', await this.#rootStats());
    return this.#disk.found(path, spot => this.#look(spot));
  }

  async *list(path: string): AsyncGenerator<readonly FileEntry[]> {
    const held = await this.#disk.held(path);
    try {
      let batch: DiskName[] = [];
      for await (const { name } of await opendir(held.anchor.path, { encoding: 'latin1' })) {
        if (batch.push(name) < BATCH) continue;
        const entries = await this.#lookAll(held, batch);
        if (entries.length > 0) yield entries;
        batch = [];
      }
      const rest = await this.#lookAll(held, batch);
      if (rest.length > 0) yield rest;
    } catch (error) {
      throw toldOf(path, error);
    } finally {
      held.anchor.release();
    }
  }

  async volume(): Promise<VolumeFacts> {
    return this.#disk.inFolder('', async ({ path }) => {
      const { bsize, blocks, bavail } = await statfs(path);
      const { dev, ino, birthtimeNs } = await stat(path, { bigint: true });
      return {
        total: blocks * bsize,
        free: bavail * bsize,
        label: this.#label,
        serialNumber: Number(BigInt.asUintN(32, ino ^ (ino >> 32n) ^ (dev << 8n))),
        creationTime: ticks(birthtimeNs),
      };
    });
  }

  async open(path: string, { write, stream }: OpenBytes): Promise<FileBytes> {
    if (stream !== undefined) throw refusal('EINVAL', path, 'files of this disk have no alternate streams');
    if (path === '') throw refusal('EISDIR', path);
    return this.#disk.found(path, async spot => {
      const handle = await this.#open(spot, write);
      try {
        if (!(await handle.stat()).isFile()) throw refusal('EACCES', path, NO_FILE);
      } catch (error) {
        await handle.close();
        throw error;
      }
      return new FolderBytes(handle, () => this.#own.mark(spot.path));
    });
  }

  create(path: string, { isDirectory, attributes }: NewFile): Promise<FileEntry> {
    return this.#turn.take(() =>
      this.#disk.spot(path, async spot => {
        if (spot.stats !== undefined) throw refusal('EEXIST', path);
        this.#own.mark(spot.path);
        const readOnly = (attributes & FileAttributes.READONLY) !== 0;
        if (isDirectory) await mkdir(spot.folder.at(spot.asked));
        else await makeFile(spot, readOnly ? 0o444 : 0o666);
        await this.#disk.index.noted(spot.within, spot.folder, spot.asked);
        const stats = await lstatAt(spot.folder, spot.asked);
        if (stats === undefined) throw refusal('ENOENT', path);
        this.#kept.forget(stats);
        this.#kept.keepAttributes(stats, attributes);
        return this.#entry(spot.path, stats);
      }),
    );
  }

  remove(path: string): Promise<void> {
    return this.#disk.found(path, async ({ folder, within, name, stats, path: spelled }) => {
      this.#own.mark(spelled);
      await (stats.isDirectory() ? rmdir(folder.at(name)) : unlink(folder.at(name)));
      if (stats.isDirectory() || stats.nlink <= 1n) this.#kept.forget(stats);
      await this.#disk.index.noted(within, folder, undefined, name);
    });
  }

  rename(from: string, to: string, replace: boolean): Promise<void> {
    return this.#two(from, to, async (source, target) => {
      await moveOnDisk(this.#disk, { from: source, to: target, replace });
      if (target.stats !== undefined && target.stats.nlink <= 1n && target.stats.ino !== source.stats.ino)
        this.#kept.forget(target.stats);
    });
  }

  link(existing: string, added: string, replace: boolean): Promise<void> {
    return this.#two(existing, added, (source, target) =>
      linkOnDisk(this.#disk, { from: source, to: target, replace }),
    );
  }

  async update(path: string, changes: FileChanges): Promise<void> {
    this.#own.mark(path);
    if (path === '') {
      await this.#disk.inFolder('', async anchor =>
        this.#update({ ...anchor, stats: await stat(anchor.path, { bigint: true }) }, changes),
      );
      return;
    }
    await this.#disk.found(path, async spot => {
      const thing = await this.#disk.thing(spot);
      try {
        this.#own.mark(spot.path);
        await this.#update(thing, changes);
      } finally {
        thing.release();
      }
    });
  }

  async watch(path: string, recursive: boolean, changed: (change: FileChange) => void): Promise<() => void> {
    const watch = new FolderWatch(this.#disk, this.#own, path, recursive, changed);
    await watch.ready;
    return () => watch.end();
  }

  close(): Promise<void> {
    return this.#disk.anchors.close();
  }

  #two<T>(from: string, to: string, work: (source: DiskFound, target: DiskSpot) => Promise<T>): Promise<T> {
    return this.#turn.take(() =>
      this.#disk.found(from, source =>
        this.#disk.spot(to, target => {
          this.#own.mark(source.path, target.path, below(parted(target.path).folder, parted(to).name));
          return work(source, target);
        }),
      ),
    );
  }

  async #open(spot: DiskFound, write: boolean): Promise<FileHandle> {
    const { folder, name, stats, path } = spot;
    if (stats.isDirectory()) throw refusal('EISDIR', path);
    const flags = write ? O_RDWR : O_RDONLY;
    const refusedReadOnly = (error: unknown) => write && isReadOnly(stats) && codeOf(error) === 'EACCES';
    if (stats.isFile()) {
      try {
        return await open(folder.at(name), flags | CAREFUL);
      } catch (error) {
        if (!refusedReadOnly(error)) throw error;
      }
    }
    const thing = await this.#disk.thing(spot);
    try {
      if (thing.stats.isDirectory()) throw refusal('EISDIR', path);
      if (!thing.stats.isFile()) throw refusal('EACCES', path, NO_FILE);
      return await (write && isReadOnly(thing.stats) ? openReadOnly(thing) : open(thing.path, flags));
    } finally {
      thing.release();
    }
  }

  async #update({ path, stats }: DiskThing, changes: FileChanges): Promise<void> {
    const { attributes, creationTime, lastAccessTime, lastWriteTime } = changes;
    if (attributes !== undefined) {
      const readOnly = (attributes & FileAttributes.READONLY) !== 0;
      if (!stats.isDirectory() && readOnly !== isReadOnly(stats)) {
        await chmod(path, modeOf(stats.mode, readOnly));
      }
      this.#kept.keepAttributes(stats, attributes);
    }
    if (lastAccessTime !== undefined || lastWriteTime !== undefined) {
      const { atime, mtime } = this.#kept.diskTimes(stats, changes);
      await utimes(path, atime, mtime);
      this.#kept.keepTimes(stats, await stat(path, { bigint: true }), changes);
    }
    if (creationTime !== undefined) this.#kept.keepCreationTime(stats, creationTime);
  }

  async #lookAll({ anchor, disk, wire }: HeldFolder, names: readonly DiskName[]): Promise<FileEntry[]> {
    const entries = await Promise.all(
      names.map(async name => {
        const shown = await this.#disk.shown(anchor, name);
        const stats = shown === undefined ? undefined : await lstatAt(anchor, name);
        if (shown === undefined || stats === undefined) return [];
        const path = below(wire, shown);
        return [await this.#look({ folder: anchor, within: disk, name, asked: name, path, stats })];
      }),
    );
    return entries.flat();
  }

  /**
   * A link is what it leads to, as Samba has it. One that leads out, or nowhere, is an empty file that cannot be
   * opened: it can be seen, renamed and removed, and nothing behind it is touched.
   */
  async #look(spot: DiskFound): Promise<FileEntry> {
    if (!spot.stats.isSymbolicLink()) return this.#entry(spot.path, spot.stats);
    try {
      const thing = await this.#disk.thing(spot);
      thing.release();
      return await this.#entry(spot.path, thing.stats);
    } catch (error) {
      if (!['EACCES', 'ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '')) throw error;
      return this.#entry(spot.path, spot.stats);
    }
  }

  async #entry(path: string, stats: BigIntStats): Promise<FileEntry> {
    this.#device ??= (await this.#rootStats()).dev;
    return diskEntry(path, stats, this.#kept, this.#device);
  }

  #rootStats(): Promise<BigIntStats> {
    return this.#disk.inFolder('', ({ path }) => stat(path, { bigint: true }));
  }
}

async function makeFile({ folder, asked }: DiskSpot, mode: number): Promise<void> {
  const handle = await open(folder.at(asked), O_WRONLY | O_CREAT | O_EXCL | CAREFUL, mode);
  await handle.close();
}

/**
 * The server decides who may write to a file that is read-only: on the disk that is only how it is remembered, and
 * whoever has just made such a file may fill it.
 */
async function openReadOnly({ path, stats }: DiskThing): Promise<FileHandle> {
  await chmod(path, modeOf(stats.mode, false));
  try {
    return await open(path, O_RDWR);
  } finally {
    await chmod(path, modeOf(stats.mode, true));
  }
}
