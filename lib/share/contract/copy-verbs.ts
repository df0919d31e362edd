import type { CopyFileOptions } from '../verbs/copy-file.ts';
import type { CpOptions } from '../verbs/cp.ts';
import type { Carrier, Carriers } from './carriers.ts';

/** The verbs that copy within a share, and from share to share of a namespace. */
export interface CopyVerbs<C extends Carrier> {
  /**
   * Copies a file, on the server where that can: then none of its bytes cross the wire ([MS-SMB2] 3.3.5.15.6).
   * Elsewhere they are read and written, 8 MiB ahead at most. A file that has the new name is replaced, unless the
   * mode has `COPYFILE_EXCL`; `COPYFILE_FICLONE_FORCE` shares the bytes (ReFS, btrfs) or fails.
   *
   * The copy is made under a temporary name and gets its own once it is whole; a failure leaves nothing behind, and
   * what was there before. As with `fs.copyFile` it is as new as it is, unless `preserveTimestamps` is given, and
   * read-only where the source is; hidden, system and archive are kept too. Its rights are those that the folder
   * hands down. Alternate data streams and extended attributes are not copied.
   *
   * In a namespace (DFS) the two paths may lie on different shares: of one server, which then copies where it can, or
   * of two, between which the bytes go through this client.
   *
   * @param modeOrOptions default: replaces what is there
   * @throws SmbError `ENOENT`, `EEXIST`, `EISDIR`, `EACCES`, `ENOSPC`, `ENOTSUP` and
   *   `EXDEV` (only with `COPYFILE_FICLONE_FORCE`), `ERR_SMB_TRUNCATED` (the source became shorter meanwhile)
   * @example
   * ```ts
   * await share.copyFile('video.mp4', 'archive/video.mp4', constants.COPYFILE_EXCL);
   * ```
   */
  copyFile(src: string, dest: string, modeOrOptions?: number | CopyFileOptions): Carriers<void>[C];

  /**
   * Copies a file, or with `recursive` what lies in a folder into another one, as `fs.cp` does: each file by
   * `copyFile`, several at once. Folders on the way to `dest` are made, and links in the folder stay links.
   * The first failure ends it; what was copied until then stays. Both ends may have links of a namespace (DFS) in
   * them, and may lie on different servers.
   *
   * @throws SmbError as `copyFile`; `EISDIR` (a folder without `recursive`, or onto a file's place), `ENOTDIR` (a
   *   folder onto a file), `EINVAL` (a folder into itself), `EEXIST` (with `errorOnExist`)
   * @example
   * ```ts
   * await share.cp('project', 'backup/project', { recursive: true, filter: src => !src.endsWith('.tmp') });
   * ```
   */
  cp(src: string, dest: string, options?: CpOptions): Carriers<void>[C];
}
