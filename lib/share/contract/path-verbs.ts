import type { AspectOptions, SnapshotOptions } from '../aspect.ts';
import type { FileTime } from '../file-time.ts';
import type { Stats } from '../stats.ts';
import type { VerbOptions } from '../verb.ts';
import type { RenameOptions } from '../verbs/rename.ts';
import type { RmOptions } from '../verbs/rm.ts';
import type { StatFs } from '../verbs/statfs.ts';
import type { Carrier, Carriers } from './carriers.ts';

/** The verbs that concern a path, whatever lies there. */
export interface PathVerbs<C extends Carrier> {
  /**
   * What the server knows of a file or folder. One round trip.
   *
   * @throws SmbError `ENOENT`, `EACCES`
   * @example
   * ```ts
   * const { size, mtime } = await share.stat('report.pdf');
   * ```
   */
  stat(path: string, options?: VerbOptions & AspectOptions & SnapshotOptions): Carriers<Stats>[C];

  /**
   * Whether something is there. Whatever else goes wrong (a denied access, a lost connection) is an error, not
   * `false`.
   *
   * @example
   * ```ts
   * if (!(await share.exists('lock'))) await share.writeFile('lock', '');
   * ```
   */
  exists(path: string, options?: VerbOptions & AspectOptions & SnapshotOptions): Carriers<boolean>[C];

  /**
   * Gives a file or folder another name, in any folder of the share. As with `fs.rename` a file that has the new
   * name is replaced, and an empty folder by a folder; `replace: false` makes that `EEXIST`.
   *
   * @throws SmbError `ENOENT`, `EEXIST`, `EISDIR`, `ENOTDIR`, `ENOTEMPTY`, `EACCES`, `EBUSY`,
   *   `EXDEV` (the new name lies on another share of the namespace)
   * @example
   * ```ts
   * await share.rename('upload.part', 'archive/2024.zip');
   * ```
   */
  rename(path: string, dest: string, options?: RenameOptions): Carriers<void>[C];

  /**
   * Sets the times of a file or folder: seconds since 1970, a Date, or exact ticks of 100 ns since 1601 as `Stats`
   * have them.
   *
   * @throws SmbError `ENOENT`, `EACCES`
   * @example
   * ```ts
   * const { lastAccessTime, lastWriteTime } = await share.stat('a');
   * await share.utimes('copy-of-a', lastAccessTime, lastWriteTime);
   * ```
   */
  utimes(path: string, atime: FileTime, mtime: FileTime, options?: VerbOptions): Carriers<void>[C];

  /**
   * The room on the volume that a path (default: the root) lies on.
   *
   * @throws SmbError `ENOENT`, `EACCES`
   * @example
   * ```ts
   * const { bsize, bavail } = await share.statfs();
   * console.log(bsize * bavail, 'bytes free');
   * ```
   */
  statfs(path?: string, options?: VerbOptions): Carriers<StatFs>[C];

  /**
   * Removes a file, or with `recursive` a folder and all below it, read-only files too. Links of SMB are removed,
   * not followed; what Samba shows as a folder while it is a link on its disk cannot be told apart from one.
   *
   * @throws SmbError `ENOENT` (not with `force`), `EISDIR`, `EACCES`, `EBUSY`, `EXDEV` (a link of a namespace in it:
   *   nothing was removed)
   * @example
   * ```ts
   * await share.rm('build', { recursive: true, force: true });
   * ```
   */
  rm(path: string, options?: RmOptions): Carriers<void>[C];
}
