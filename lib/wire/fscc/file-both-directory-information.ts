// [MS-FSCC] 2.4 FileBothDirectoryInformation
import { type DirectoryEntryInput, directoryInformation } from './directory-entry.ts';
import type { FileFullDirectoryEntry } from './file-full-directory-information.ts';
import { readShortName, writeShortName } from './short-name.ts';

/** An entry with both its names. */
export interface FileBothDirectoryEntry extends FileFullDirectoryEntry {
  /** The 8.3 name, empty where there is none. */
  readonly shortName: string;
}
export type FileBothDirectoryInput = DirectoryEntryInput<FileBothDirectoryEntry>;

const NAME = 'FileBothDirectoryInformation';

/** Names, long and short, with all that `stat` tells but file numbers. */
export const FileBothDirectoryInformation = directoryInformation(NAME, 3, {
  size: 30,
  read: (view, at, text) => ({
    eaSize: view.getUint32(at, true),
    shortName: readShortName(text, at + 6, view.getUint8(at + 4), NAME),
  }),
  write(view, at, { eaSize = 0, shortName = '' }: { eaSize?: number; shortName?: string }, text) {
    view.setUint32(at, eaSize, true);
    view.setUint8(at + 4, writeShortName(text, at + 6, shortName));
  },
});
