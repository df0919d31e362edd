import { type FSWatcher, watch } from 'node:fs';
import { opendir } from 'node:fs/promises';
import type { FileChange } from '../file-system.ts';
import { below } from '../paths.ts';
import { type Disk, lstatAt } from './disk.ts';
import type { OwnChanges } from './own-changes.ts';

/** Folders that one watch looks at; what is more is told as an overflow, once. */
const MOST = 4096;

type Told = (change: FileChange) => void;

/**
 * Watches a folder and those below it, each by itself: what Node does with `recursive` on Linux watches every file, and
 * by paths. Links are not followed.
 */
export class FolderWatch {
  /** Resolves when every folder is watched that was there. */
  readonly ready: Promise<void>;
  readonly #disk: Disk;
  readonly #own: OwnChanges;
  readonly #recursive: boolean;
  readonly #tell: Told;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #unmark: () => void;
  /** What happened before is told before. */
  #order: Promise<void> = Promise.resolve();
  #ended = false;
  #overflown = false;

  constructor(disk: Disk, own: OwnChanges, path: string, recursive: boolean, tell: Told) {
    this.#disk = disk;
    this.#own = own;
    this.#recursive = recursive;
    this.#tell = tell;
    this.#unmark = own.watched();
    this.ready = this.#quietly(() => this.#begin(path, false));
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    this.#unmark();
  }

  /** @param tells whether what the folder holds already is news: it was made while it was not watched yet */
  async #begin(path: string, tells: boolean): Promise<void> {
    await this.#disk.inFolder(path, async (anchor, { wire }) => {
      if (this.#ended || this.#watchers.has(wire)) return;
      if (this.#watchers.size >= MOST) {
        this.#overflow(wire);
        return;
      }
      const watcher = watch(anchor.path, { encoding: 'latin1', persistent: false });
      watcher.on('change', (type, name) => {
        this.#inOrder(() => this.#changed(wire, type, String(name)));
      });
      // the folder is gone, or the system has no more of these
      watcher.on('error', () => this.#overflow(wire));
      this.#watchers.set(wire, watcher);
      if (!this.#recursive && !tells) return;
      for await (const entry of await opendir(anchor.path, { encoding: 'latin1' })) {
        const name = await this.#disk.shown(anchor, entry.name);
        if (name === undefined) continue;
        if (tells) this.#report({ type: 'added', path: below(wire, name) });
        if (this.#recursive && entry.isDirectory()) await this.#begin(below(wire, name), tells);
      }
    });
  }

  /** A new file is looked at before it is told, and must not be told as modified meanwhile. */
  #inOrder(work: () => Promise<void>): void {
    this.#order = this.#order.then(() => this.#quietly(work));
  }

  async #changed(folder: string, type: string, name: string): Promise<void> {
    await this.#disk.inFolder(folder, async anchor => {
      const shown = await this.#disk.shown(anchor, name);
      if (shown === undefined) return;
      const path = below(folder, shown);
      if (type !== 'rename') {
        this.#report({ type: 'modified', path });
        return;
      }
      const stats = await lstatAt(anchor, name);
      this.#forget(path);
      this.#report({ type: stats === undefined ? 'removed' : 'added', path });
      if (this.#recursive && stats?.isDirectory() === true) await this.#begin(path, true);
    });
  }

  /** What lay below has another name, or none. */
  #forget(path: string): void {
    for (const [watched, watcher] of this.#watchers) {
      if (watched !== path && !watched.startsWith(`${path}/`)) continue;
      watcher.close();
      this.#watchers.delete(watched);
    }
  }

  #report(change: FileChange): void {
    if (!this.#ended && !this.#own.has(change.path)) this.#tell(change);
  }

  #overflow(path: string): void {
    if (!this.#ended && !this.#overflown) this.#tell({ type: 'overflow', path });
    this.#overflown = true;
  }

  /** What vanishes while it is looked at is told by the folder above it. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    await work().catch(() => undefined);
  }
}
