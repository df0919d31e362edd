import type { SnapshotOptions } from '../aspect.ts';
import type { Stats } from '../stats.ts';
import type { VerbOptions } from '../verb.ts';
import type { ReadlinkOptions } from '../verbs/readlink.ts';
import type { SymlinkOptions, SymlinkType } from '../verbs/symlink.ts';
import type { Carrier, Carriers } from './carriers.ts';

/** The verbs that concern links, and what may be done with a path. */
export interface LinkVerbs<C extends Carrier> {
  /**
   * What the server knows of a file, a folder, or a link itself. One round trip; two for what NFS made, and for
   * files of 1,067 bytes where the mount option `symlinks` is `'xsym'`. A link that the server follows without a
   * word (Samba, one on its own disk) cannot be told apart from what it leads to.
   *
   * The `size` of a link is what the server says, mostly 0, not the length of its target.
   *
   * @throws SmbError `ENOENT`, `EACCES`
   * @example
   * ```ts
   * if ((await share.lstat('current')).isSymbolicLink()) console.log(await share.readlink('current'));
   * ```
   */
  lstat(path: string, options?: VerbOptions & SnapshotOptions): Carriers<Stats>[C];

  /**
   * Whether the user may do something: `mode` is made of `R_OK`, `W_OK` and `X_OK` of `fs.constants`; 0 (`F_OK`)
   * asks only whether something is there. The server is asked to open it for that. A file that is read-only is not
   * writable, whoever asks; one that another program keeps to itself is.
   *
   * @throws SmbError `ENOENT`, `EACCES`, `EROFS` (to write to a snapshot); RangeError `ERR_OUT_OF_RANGE`
   * @example
   * ```ts
   * import { constants } from 'node:fs';
   *
   * await share.access('report.pdf', constants.R_OK | constants.W_OK);
   * ```
   */
  access(path: string, mode?: number, options?: VerbOptions & SnapshotOptions): Carriers<void>[C];

  /**
   * Gives a file one more name (a hard link, [MS-FSCC] FileLinkInformation), in any folder of the share. Both names
   * are equal afterwards; the bytes go when the last one does.
   *
   * @throws SmbError `ENOENT`, `EEXIST`, `EISDIR`, `EACCES`, `EMLINK`, `ENOTSUP` (the file system has no hard links),
   *   `EXDEV` (the new name lies on another share of the namespace)
   * @example
   * ```ts
   * await share.link('photos/1.jpg', 'best/1.jpg');
   * ```
   */
  link(path: string, dest: string, options?: VerbOptions): Carriers<void>[C];

  /**
   * Makes a symbolic link, a reparse point ([MS-FSCC] 2.1.2.4). A relative target counts from the link's folder and
   * is stored as it is; one that begins with `/` counts from the root of the mount and is stored relative; `C:\docs`
   * and `\\server\share` are stored as Windows does. Where the server has no reparse points (Samba 4.17),
   * this is `ENOTSUP`, or an XSym file where `symlinks` is `'xsym'`.
   *
   * @param type `file`, `dir`, or `junction` to a folder of the server's own disk. Default: what the target is now
   * @throws SmbError `EEXIST`, `ENOENT`, `EACCES`, `EPERM` (Windows wants a privilege), `ENOTSUP`
   * @example
   * ```ts
   * await share.symlink('releases/42', 'current');
   * ```
   */
  symlink(target: string, path: string, type?: SymlinkType | SymlinkOptions | null): Carriers<void>[C];

  /**
   * Where a link leads to: a symbolic link (`/` between the parts), a junction, a link that NFS or WSL made, or an
   * XSym file. A link into this share by its full name is given as a path from the root of the mount.
   *
   * @throws SmbError `ENOENT`, `EINVAL` (this is no link), `EACCES`
   * @example
   * ```ts
   * console.log(await share.readlink('current')); // releases/42
   * ```
   */
  readlink(
    path: string,
    options?:
      BufferEncoding | (ReadlinkOptions & { readonly encoding?: BufferEncoding | null | undefined }) | null,
  ): Carriers<string>[C];
  readlink(
    path: string,
    options: 'buffer' | (ReadlinkOptions & { readonly encoding: 'buffer' }),
  ): Carriers<Buffer>[C];
  readlink(
    path: string,
    options?: BufferEncoding | 'buffer' | ReadlinkOptions | null,
  ): Carriers<string | Buffer>[C];
}
