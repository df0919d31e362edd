import type { BigIntStats } from 'node:fs';
import { filetimeFromNs, UNIX_EPOCH_TICKS } from '../../../wire/dtyp/filetime.ts';
import { FileAttributes } from '../../../wire/smb2/file-attributes.ts';
import type { FileChanges } from '../file-system.ts';
import { keptAttributes } from '../paths.ts';

/** Files of which something is kept; the oldest is forgotten first. */
const MOST = 65_536;
const TICKS_PER_US = 10n;
const OWNER_WRITES = 0o200n;

/** A time as it was given, valid while the disk still says what it said then. */
interface Pin {
  readonly ns: bigint;
  readonly ticks: bigint;
}

interface Kept {
  /** Tells whether a number was given to another file meanwhile. */
  readonly born: bigint;
  readonly attributes?: number | undefined;
  readonly creationTime?: bigint | undefined;
  readonly lastAccessTime?: Pin | undefined;
  readonly lastWriteTime?: Pin | undefined;
}

/** The times that `utimes` shall set, in seconds; as texts, since it takes a number below 0 for now. */
export interface DiskTimes {
  readonly atime: string;
  readonly mtime: string;
}

/**
 * What SMB knows of a file and Node cannot write to the disk: hidden, system and archive, when it was made, and the
 * last digit of its times (`utimes` cuts to microseconds). Known by the file's number, until the process ends.
 */
export class KeptFacts {
  readonly #kept = new Map<string, Kept>();

  attributesOf(stats: BigIntStats, name: string): number {
    const held = this.#of(stats)?.attributes ?? usual(stats);
    const readOnly = !stats.isDirectory() && isReadOnly(stats) ? FileAttributes.READONLY : 0;
    // as Samba does by default
    const hidden = name.startsWith('.') ? FileAttributes.HIDDEN : 0;
    return held | readOnly | hidden;
  }

  timesOf(stats: BigIntStats): Required<Record<'creationTime' | 'lastAccessTime' | 'lastWriteTime', bigint>> {
    const { creationTime, lastAccessTime, lastWriteTime } = this.#of(stats) ?? {};
    return {
      creationTime: creationTime ?? ticks(bornOf(stats)),
      lastAccessTime: lastAccessTime?.ns === stats.atimeNs ? lastAccessTime.ticks : ticks(stats.atimeNs),
      lastWriteTime: lastWriteTime?.ns === stats.mtimeNs ? lastWriteTime.ticks : ticks(stats.mtimeNs),
    };
  }

  /** Keeps attributes, but for the one that the file's mode has. */
  keepAttributes(stats: BigIntStats, attributes: number): void {
    const mode = stats.isDirectory() ? 0 : FileAttributes.READONLY;
    const kept = keptAttributes(attributes) & ~mode;
    this.#keep(stats, { attributes: kept === usual(stats) ? undefined : kept });
  }

  keepCreationTime(stats: BigIntStats, creationTime: bigint): void {
    this.#keep(stats, { creationTime });
  }

  /** What the disk is to be told so that a file has these times; those that are left out stay as they are. */
  diskTimes(stats: BigIntStats, changes: FileChanges): DiskTimes {
    const now = this.timesOf(stats);
    return {
      atime: seconds(changes.lastAccessTime ?? now.lastAccessTime),
      mtime: seconds(changes.lastWriteTime ?? now.lastWriteTime),
    };
  }

  /** @param before what the disk said before `utimes`; after it: `after` */
  keepTimes(before: BigIntStats, after: BigIntStats, changes: FileChanges): void {
    const was = this.timesOf(before);
    const access = changes.lastAccessTime ?? was.lastAccessTime;
    const write = changes.lastWriteTime ?? was.lastWriteTime;
    this.#keep(after, {
      lastAccessTime: pin(after.atimeNs, access),
      lastWriteTime: pin(after.mtimeNs, write),
    });
  }

  forget(stats: BigIntStats): void {
    this.#kept.delete(keyOf(stats));
  }

  #of(stats: BigIntStats): Kept | undefined {
    const kept = this.#kept.get(keyOf(stats));
    return kept?.born === stats.birthtimeNs ? kept : undefined;
  }

  #keep(stats: BigIntStats, facts: Omit<Kept, 'born'>): void {
    const key = keyOf(stats);
    const kept: Kept = { ...this.#of(stats), ...facts, born: stats.birthtimeNs };
    this.#kept.delete(key);
    const { born: _, ...rest } = kept;
    if (Object.values(rest).every(value => value === undefined)) return;
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
    }
  }
}

/** The mode of a file that may be written to by its owner, or by nobody. */
export function modeOf(mode: bigint, readOnly: boolean): number {
  const all = mode & 0o7777n;
  return Number(readOnly ? all & ~0o222n : all | OWNER_WRITES);
}

/** Whether its owner may not write to it. */
export function isReadOnly(stats: BigIntStats): boolean {
  return (stats.mode & OWNER_WRITES) === 0n;
}

/** What a file has of which nothing is kept: as if no backup had seen it yet, as on a fresh disk of Windows. */
function usual(stats: BigIntStats): number {
  return stats.isDirectory() ? 0 : FileAttributes.ARCHIVE;
}

/** Disks that do not know when a file was made say 0. */
function bornOf({ birthtimeNs, mtimeNs, ctimeNs }: BigIntStats): bigint {
  if (birthtimeNs > 0n) return birthtimeNs;
  return mtimeNs < ctimeNs ? mtimeNs : ctimeNs;
}

/** A disk may say anything; a time that SMB cannot tell is told as the beginning of 1970. */
export function ticks(ns: bigint): bigint {
  try {
    return filetimeFromNs(ns);
  } catch {
    return UNIX_EPOCH_TICKS;
  }
}

/** Seconds that Node turns into the right microsecond: it multiplies and cuts towards 0, so the middle is aimed at. */
function seconds(time: bigint): string {
  const us = (time - UNIX_EPOCH_TICKS) / TICKS_PER_US;
  return String((Number(us) + (us < 0n ? -0.5 : 0.5)) / 1e6);
}

function pin(ns: bigint, time: bigint): Pin | undefined {
  return ticks(ns) === time ? undefined : { ns, ticks: time };
}

function keyOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
