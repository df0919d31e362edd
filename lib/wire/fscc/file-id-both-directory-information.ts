// [MS-FSCC] 2.4 FileIdBothDirectoryInformation
import { viewOf } from '../fields.ts';
import { eachEntry, layChain } from './chain.ts';
import { type DirectoryClass, endOfName } from './directory-class.ts';
import { readShortName, writeShortName } from './short-name.ts';

/** All that a listing tells about a file; times are ticks of 100 ns, sizes bytes. */
export interface FileIdBothDirectoryEntry {
  readonly fileIndex: number;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly endOfFile: bigint;
  readonly allocationSize: bigint;
  readonly fileAttributes: number;
  /** Bytes of extended attributes; of a reparse point its tag. */
  readonly eaSize: number;
  /** The 8.3 name, empty where there is none. */
  readonly shortName: string;
  /** The number of the file within its volume; 0 where the file system has none. */
  readonly fileId: bigint;
  readonly fileName: string;
}

/** What an entry is made from: everything left out is 0. */
export type FileIdBothDirectoryInput = Partial<FileIdBothDirectoryEntry> &
  Pick<FileIdBothDirectoryEntry, 'fileName'>;

const NAME = 'FileIdBothDirectoryInformation';
const FIXED = 104;
const SHORT_NAME = 70;

/**
 * Names with all that `stat` tells, and file numbers. Read by hand, not as a declared structure: a tree of
 * 100,000 files is 100,000 of these.
 */
export const FileIdBothDirectoryInformation: DirectoryClass<
  FileIdBothDirectoryEntry,
  FileIdBothDirectoryInput
> = {
  name: NAME,
  infoClass: 37,
  fixed: FIXED,

  decodeAll(bytes) {
    const view = viewOf(bytes);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const entries: FileIdBothDirectoryEntry[] = [];
    eachEntry(view, FIXED, NAME, (at, end) => {
      const from = at + FIXED;
      const to = endOfName(from, view.getUint32(at + 60, true), end, NAME);
      entries.push({
        fileIndex: view.getUint32(at + 4, true),
        creationTime: view.getBigInt64(at + 8, true),
        lastAccessTime: view.getBigInt64(at + 16, true),
        lastWriteTime: view.getBigInt64(at + 24, true),
        changeTime: view.getBigInt64(at + 32, true),
        endOfFile: view.getBigInt64(at + 40, true),
        allocationSize: view.getBigInt64(at + 48, true),
        fileAttributes: view.getUint32(at + 56, true),
        eaSize: view.getUint32(at + 64, true),
        shortName: readShortName(text, at + SHORT_NAME, view.getUint8(at + 68), NAME),
        fileId: view.getBigUint64(at + 96, true),
        fileName: text.toString('utf16le', from, to),
      });
    });
    return entries;
  },

  encodeAll(entries) {
    return layChain(entries, sizeOf, (view, at, entry) => {
      const text = Buffer.from(view.buffer);
      view.setUint32(at + 4, entry.fileIndex ?? 0, true);
      view.setBigInt64(at + 8, entry.creationTime ?? 0n, true);
      view.setBigInt64(at + 16, entry.lastAccessTime ?? 0n, true);
      view.setBigInt64(at + 24, entry.lastWriteTime ?? 0n, true);
      view.setBigInt64(at + 32, entry.changeTime ?? 0n, true);
      view.setBigInt64(at + 40, entry.endOfFile ?? 0n, true);
      view.setBigInt64(at + 48, entry.allocationSize ?? 0n, true);
      view.setUint32(at + 56, entry.fileAttributes ?? 0, true);
      view.setUint32(at + 60, entry.fileName.length * 2, true);
      view.setUint32(at + 64, entry.eaSize ?? 0, true);
      view.setUint8(at + 68, writeShortName(text, at + SHORT_NAME, entry.shortName ?? ''));
      view.setBigUint64(at + 96, entry.fileId ?? 0n, true);
      text.write(entry.fileName, at + FIXED, 'utf16le');
    });
  },
};

function sizeOf({ fileName }: FileIdBothDirectoryInput): number {
  return FIXED + fileName.length * 2;
}
