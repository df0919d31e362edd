import type { Dir } from '../dir.ts';
import type { FileTime } from '../file-time.ts';
import type { VerbOptions } from '../verb.ts';
import type { OpendirOptions } from '../verbs/opendir.ts';
import type { Carrier, Carriers } from './carriers.ts';

/** What `node:fs/promises` has beside, so that code written for it finds everything in its place. */
export interface NodeVerbs<C extends Carrier> {
  /**
   * Makes a file read-only, where nobody may write by `mode`, or writable again: all that SMB knows of a mode, and what
   * Node does on Windows. Folders stay as they are.
   *
   * @throws SmbError `ENOENT`, `EACCES`
   * @example
   * ```ts
   * await share.chmod('report.pdf', 0o444);
   * ```
   */
  chmod(path: string, mode: number | string, options?: VerbOptions): Carriers<void>[C];

  /**
   * Does nothing, as Node does on Windows: SMB knows users by SID, not by number. `setSecurity` sets an owner.
   *
   * @example
   * ```ts
   * await share.chown('report.pdf', 1000, 1000);
   * ```
   */
  chown(path: string, uid: number, gid: number, options?: VerbOptions): Carriers<void>[C];

  /**
   * Does nothing, as `chown`.
   *
   * @example
   * ```ts
   * await share.lchown('link', 1000, 1000);
   * ```
   */
  lchown(path: string, uid: number, gid: number, options?: VerbOptions): Carriers<void>[C];

  /**
   * Sets the times of a link itself; of anything else as `utimes` does.
   *
   * @throws SmbError `ENOENT`, `EACCES`
   * @example
   * ```ts
   * await share.lutimes('link', new Date(), new Date());
   * ```
   */
  lutimes(path: string, atime: FileTime, mtime: FileTime, options?: VerbOptions): Carriers<void>[C];

  /**
   * Makes a folder whose name is `prefix` and six random characters, and tells its path.
   *
   * @throws SmbError `ENOENT`, `EACCES`
   * @example
   * ```ts
   * const folder = await share.mkdtemp('tmp/job-');
   * ```
   */
  mkdtemp(prefix: string, options?: VerbOptions): Carriers<string>[C];

  /**
   * Opens a folder to read its entries one by one.
   *
   * @throws SmbError `ENOENT`, `ENOTDIR`, `EACCES`
   * @example
   * ```ts
   * for await (const entry of await share.opendir('docs')) console.log(entry.name);
   * ```
   */
  opendir(path: string, options?: OpendirOptions): Carriers<Dir>[C];

  /**
   * The path from the share's root without `.`, `..` and symbolic links; the letters of its names stay as they are
   * given. What a server follows by itself, as Samba does with the links on its disk, stays as well.
   *
   * @throws SmbError `ENOENT`, `ELOOP`, `EXDEV` (a link leads out of the share), `EACCES`
   * @example
   * ```ts
   * await share.realpath('docs/../latest'); // '/releases/1.4'
   * ```
   */
  realpath(path: string, options?: VerbOptions): Carriers<string>[C];
}
