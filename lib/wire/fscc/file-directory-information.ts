// [MS-FSCC] 2.4 FileDirectoryInformation
import {
  type DirectoryEntry,
  type DirectoryEntryInput,
  directoryInformation,
  NOTHING_MORE,
} from './directory-entry.ts';

/** Names with times, sizes and attributes. */
export const FileDirectoryInformation = directoryInformation('FileDirectoryInformation', 1, NOTHING_MORE);
export type FileDirectoryEntry = DirectoryEntry;
export type FileDirectoryInput = DirectoryEntryInput<FileDirectoryEntry>;
