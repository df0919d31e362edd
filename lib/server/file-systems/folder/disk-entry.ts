import type { BigIntStats } from 'node:fs';
import type { FileEntry } from '../file-system.ts';
import { parted } from '../paths.ts';
import { type KeptFacts, ticks } from './kept-facts.ts';

/** In these `stat` counts, whatever the disk's own. */
const BLOCK = 512;
const ID_BITS = 64;
const DEVICE_SHIFT = 48n;

/** A file or folder of the disk as the port has it. */
export function diskEntry(path: string, stats: BigIntStats, kept: KeptFacts, device: bigint): FileEntry {
  const isDirectory = stats.isDirectory();
  const isFile = stats.isFile();
  return {
    path,
    isDirectory,
    attributes: kept.attributesOf(stats, parted(path).name),
    // a link that leads nowhere has the length of its target, a device whatever it likes
    size: isFile ? Number(stats.size) : 0,
    allocationSize: isFile ? Number(stats.blocks) * BLOCK : 0,
    ...kept.timesOf(stats),
    changeTime: ticks(stats.ctimeNs),
    fileId: idOf(stats, device),
    links: isDirectory ? 1 : Number(stats.nlink),
  };
}

/** Numbers are unique on one device only: those of others that are mounted below get the device into their upper bits. */
function idOf({ dev, ino }: BigIntStats, device: bigint): bigint {
  return dev === device ? ino : BigInt.asUintN(ID_BITS, ino ^ ((dev + 1n) << DEVICE_SHIFT));
}
