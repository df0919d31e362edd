import { link, rename, unlink } from 'node:fs/promises';
import { foldCase } from '../../../wire/names.ts';
import { refusal } from '../refusal.ts';
import type { Disk, DiskFound, DiskSpot } from './disk.ts';

/** What moves, and where to. */
interface Move {
  readonly from: DiskFound;
  readonly to: DiskSpot;
  readonly replace: boolean;
}

/** Gives a file or folder another name. */
export async function moveOnDisk(disk: Disk, { from, to, replace }: Move): Promise<void> {
  if (respells(disk, from, to)) {
    await rename(from.folder.at(from.name), to.folder.at(to.asked));
  } else {
    refuseTaken(from, to, replace);
    // two names of one file: `rename` would do nothing and say that it went well
    if (isSame(from, to)) await unlink(to.folder.at(to.name));
    await rename(from.folder.at(from.name), to.folder.at(to.asked));
    await removeOther(to);
  }
  await disk.index.noted(from.within, from.folder, undefined, from.name);
  await disk.index.noted(to.within, to.folder, to.asked, to.name === to.asked ? undefined : to.name);
}

/** Gives a file a second name. */
export async function linkOnDisk(disk: Disk, { from, to, replace }: Move): Promise<void> {
  if (from.stats.isDirectory()) throw refusal('EPERM', from.path);
  if (!from.stats.isFile()) throw refusal('EINVAL', from.path, 'a link cannot have a second name');
  refuseTaken(from, to, replace);
  if (isSame(from, to) && to.name === to.asked) return;
  if (to.stats !== undefined) await unlink(to.folder.at(to.name));
  await link(from.folder.at(from.name), to.folder.at(to.asked));
  await disk.index.noted(to.within, to.folder, to.asked, to.name === to.asked ? undefined : to.name);
}

function refuseTaken(from: DiskFound, { stats, path }: DiskSpot, replace: boolean): void {
  if (stats === undefined) return;
  if (!replace) throw refusal('EEXIST', path);
  if (stats.isDirectory()) throw refusal('EISDIR', path);
  if (from.stats.isDirectory()) throw refusal('ENOTDIR', path);
}

/** A file that was replaced though its name was spelled otherwise. */
async function removeOther(to: DiskSpot): Promise<void> {
  if (to.stats !== undefined && to.name !== to.asked) await unlink(to.folder.at(to.name));
}

function isSame(from: DiskFound, { stats }: DiskSpot): boolean {
  return stats?.ino === from.stats.ino && stats.dev === from.stats.dev;
}

/**
 * Whether only the spelling changes. On a disk that does not tell cases apart the new spelling is there already: it is
 * the file itself.
 */
function respells(disk: Disk, from: DiskFound, to: DiskSpot): boolean {
  if (from.within !== to.within || !isSame(from, to)) return false;
  const folded = (name: string) => foldCase(disk.names.fromDisk(name) ?? name);
  return from.name === to.name || (!disk.caseSensitive && folded(from.name) === folded(to.name));
}
