import { basename, resolve } from 'node:path';
import type { FileSystem } from './file-system.ts';
import { FolderFileSystem } from './folder/folder-file-system.ts';
import { readOnly } from './read-only.ts';

/** How a folder of the disk is served. */
export interface FolderOptions {
  /** Nothing in it can be changed. @defaultValue false */
  readonly readOnly?: boolean | undefined;
  /**
   * The characters that SMB forbids in names (`:`, `*`, a `.` at the end, ...) lie on the disk as themselves, and on
   * the wire as those of the private-use area that clients such as rxsmb, macOS and Linux turn back. Without it such
   * files are not shown. On Windows, whose disks cannot hold them, nothing is mapped.
   * @defaultValue true
   */
  readonly mapNames?: boolean | undefined;
  /** Names that differ only in case are different names. @defaultValue false */
  readonly caseSensitive?: boolean | undefined;
  /** What the volume is called. @defaultValue the folder's name */
  readonly label?: string | undefined;
}

/**
 * A folder of the disk, to be shared. Nothing outside of it is read, written, listed or looked at.
 *
 * - Symbolic links that stay inside are followed, as Samba does; removing or renaming one means the link. One that
 *   leads out of the folder, or nowhere, is shown as an empty file that cannot be opened (`EACCES`, `ENOENT`). On
 *   Linux this holds whatever is renamed meanwhile; elsewhere a local user who swaps a folder for a link in that very
 *   instant can lead one request astray.
 * - Names are found in any case, unless `caseSensitive`. Bytes that are no UTF-8 appear as lone surrogates, and lead
 *   back to the same file.
 * - Read-only is the owner's permission to write. Hidden, system, archive, the time of creation and the tenth of a
 *   microsecond of the others have no place that Node can write to: they are kept in memory for the 65,536 files that
 *   were changed last, for as long as the object lives. Names that begin with a dot are hidden. The time of the last
 *   change is the disk's and cannot be set.
 * - There are no extended attributes, alternate streams, security descriptors or snapshots.
 *
 * @param path the folder, which must exist; it is found again if it is renamed while it is served
 * @throws `ENOENT`, `ENOTDIR` as an error of `node:fs`
 *
 * @example
 * ```ts
 * const music = folder('/srv/music', { readOnly: true });
 * for await (const batch of music.list('')) console.log(batch.map(({ path, size }) => `${path}: ${size}`));
 * ```
 */
export function folder(path: string, options: FolderOptions = {}): FileSystem {
  const files = new FolderFileSystem({
    root: path,
    mapNames: (options.mapNames ?? true) && process.platform !== 'win32',
    caseSensitive: options.caseSensitive ?? false,
    label: options.label ?? basename(resolve(path)),
  });
  return options.readOnly === true ? readOnly(files) : files;
}
