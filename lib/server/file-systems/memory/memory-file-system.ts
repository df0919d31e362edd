import type { FileSystem } from '../file-system.ts';

/** A tree of files in memory, with all that the port knows but `watch`: nobody else can change it. */
export interface MemoryFileSystem extends FileSystem {
  /**
   * Keeps the tree as it is now: clients find it among the previous versions of its files. It takes no memory until
   * something changes, and then only for the 64 KiB in which it does.
   *
   * @param time when it shall have been, by default now; kept are whole seconds, all that SMB can name, and if there
   *   is a snapshot of that second already it becomes the next free one
   * @returns its time in FILETIME ticks, as `snapshots()` tells it
   */
  takeSnapshot(time?: Date): bigint;
}
