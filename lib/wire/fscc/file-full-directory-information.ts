// [MS-FSCC] 2.4 FileFullDirectoryInformation
import { type DirectoryEntry, type DirectoryEntryInput, directoryInformation } from './directory-entry.ts';

/** An entry with the size of its extended attributes. */
export interface FileFullDirectoryEntry extends DirectoryEntry {
  /** Bytes of extended attributes; of a reparse point its tag. */
  readonly eaSize: number;
}
export type FileFullDirectoryInput = DirectoryEntryInput<FileFullDirectoryEntry>;

/** Names with times, sizes, attributes, and the size of the extended ones. */
export const FileFullDirectoryInformation = directoryInformation('FileFullDirectoryInformation', 2, {
  size: 4,
  read: (view, at) => ({ eaSize: view.getUint32(at, true) }),
  write(view, at, { eaSize = 0 }: { eaSize?: number }) {
    view.setUint32(at, eaSize, true);
  },
});
