// [MS-FSCC] 2.4 FileIdFullDirectoryInformation
import { type DirectoryEntryInput, directoryInformation } from './directory-entry.ts';
import type { FileFullDirectoryEntry } from './file-full-directory-information.ts';

/** An entry with its file's number. */
export interface FileIdFullDirectoryEntry extends FileFullDirectoryEntry {
  /** The number of the file within its volume; 0 where the file system has none. */
  readonly fileId: bigint;
}
export type FileIdFullDirectoryInput = DirectoryEntryInput<FileIdFullDirectoryEntry>;

/** Names with all that `stat` tells, and file numbers; no short names. */
export const FileIdFullDirectoryInformation = directoryInformation('FileIdFullDirectoryInformation', 38, {
  size: 16,
  read: (view, at) => ({ eaSize: view.getUint32(at, true), fileId: view.getBigUint64(at + 8, true) }),
  write(view, at, { eaSize = 0, fileId = 0n }: { eaSize?: number; fileId?: bigint }) {
    view.setUint32(at, eaSize, true);
    view.setBigUint64(at + 8, fileId, true);
  },
});
