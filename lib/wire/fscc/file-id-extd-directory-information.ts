// [MS-FSCC] 2.4 FileIdExtdDirectoryInformation
import { type DirectoryEntryInput, directoryInformation } from './directory-entry.ts';
import { fileId128 } from './file-id-128.ts';
import type { FileFullDirectoryEntry } from './file-full-directory-information.ts';

/** An entry whose reparse point has a field of its own. */
export interface FileIdExtdDirectoryEntry extends FileFullDirectoryEntry {
  /** 0 for an ordinary file. */
  readonly reparsePointTag: number;
  /** The number of the file within its volume, in 128 bits. */
  readonly fileId: bigint;
}
export type FileIdExtdDirectoryInput = DirectoryEntryInput<FileIdExtdDirectoryEntry>;

interface Given {
  readonly eaSize?: number;
  readonly reparsePointTag?: number;
  readonly fileId?: bigint;
}

/** Names with all that `stat` tells, the kinds of reparse points, and long file numbers. Not on Samba. */
export const FileIdExtdDirectoryInformation = directoryInformation('FileIdExtdDirectoryInformation', 60, {
  size: 24,
  read: (view, at) => ({
    eaSize: view.getUint32(at, true),
    reparsePointTag: view.getUint32(at + 4, true),
    fileId: fileId128.read(view, at + 8),
  }),
  write(view, at, { eaSize = 0, reparsePointTag = 0, fileId = 0n }: Given) {
    view.setUint32(at, eaSize, true);
    view.setUint32(at + 4, reparsePointTag, true);
    fileId128.write(view, at + 8, fileId);
  },
});
