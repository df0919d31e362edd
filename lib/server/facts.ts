import { FileAttributes } from '../wire/smb2/file-attributes.ts';
import type { FileEntry } from './file-systems/file-system.ts';

/** The fields that CREATE, CLOSE and the information classes tell alike. */
export interface Facts {
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly allocationSize: bigint;
  readonly endOfFile: bigint;
  readonly fileAttributes: number;
}

/** What there is to tell of an entry. */
export function factsOf(entry: FileEntry): Facts {
  const { creationTime, lastAccessTime, lastWriteTime, changeTime } = entry;
  return {
    creationTime,
    lastAccessTime,
    lastWriteTime,
    changeTime,
    allocationSize: BigInt(entry.allocationSize),
    endOfFile: BigInt(entry.isDirectory ? 0 : entry.size),
    fileAttributes: attributesOf(entry),
  };
}

/** Attributes as they are told: never none. */
export function attributesOf({ attributes, isDirectory, reparseTag }: FileEntry): number {
  const all =
    attributes |
    (isDirectory ? FileAttributes.DIRECTORY : 0) |
    (reparseTag === undefined ? 0 : FileAttributes.REPARSE_POINT);
  return all === 0 ? FileAttributes.NORMAL : all;
}

/** Attributes as they are kept: NORMAL means none, and what an entry is by itself is not kept twice. */
export function keptAttributes(attributes: number): number {
  const { NORMAL, DIRECTORY, REPARSE_POINT } = FileAttributes;
  return attributes & ~(NORMAL | DIRECTORY | REPARSE_POINT);
}
