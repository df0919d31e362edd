import type { Dirent } from '../dirent.ts';
import type { MkdirOptions } from '../verbs/mkdir.ts';
import type { ReaddirOptions } from '../verbs/readdir.ts';
import type { RmdirOptions } from '../verbs/rmdir.ts';
import type { Carrier, Carriers } from './carriers.ts';

/** The verbs that concern folders. */
export interface FolderVerbs<C extends Carrier> {
  /**
   * All names in a folder, in the server's order; entries with `withFileTypes`, all that lies below with
   * `recursive`.
   *
   * @throws SmbError `ENOENT`, `ENOTDIR`, `EACCES`
   * @example
   * ```ts
   * const names = await share.readdir('docs', { pattern: '*.pdf' });
   * const entries = await share.readdir('docs', { withFileTypes: true });
   * ```
   */
  readdir(path: string, options: ReaddirOptions & { readonly withFileTypes: true }): Carriers<Dirent[]>[C];
  readdir(
    path: string,
    options?: ReaddirOptions & { readonly withFileTypes?: false | undefined },
  ): Carriers<string[]>[C];
  readdir(path: string, options?: ReaddirOptions): Carriers<string[] | Dirent[]>[C];

  /**
   * Makes a folder. With `recursive` those on the way too, and the answer is the first that was new.
   *
   * @throws SmbError `EEXIST`, `ENOENT` (the folder above is missing), `ENOTDIR`, `EACCES`
   * @example
   * ```ts
   * await share.mkdir('a/b/c', { recursive: true });
   * ```
   */
  mkdir(path: string, options?: MkdirOptions): Carriers<string | undefined>[C];

  /**
   * Removes an empty folder; with `recursive` one with all that lies in it.
   *
   * @throws SmbError `ENOENT`, `ENOTDIR`, `ENOTEMPTY`, `EACCES`, `EBUSY` (the share's root)
   * @example
   * ```ts
   * await share.rmdir('empty');
   * ```
   */
  rmdir(path: string, options?: RmdirOptions): Carriers<void>[C];
}
