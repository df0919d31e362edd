import type { One } from '../operators/one.ts';
import type { Dirent } from './dirent.ts';
import type { FileContent } from './file-content.ts';
import type { FileHandle } from './file-handle.ts';
import type { FileTime } from './file-time.ts';
import type { Stats } from './stats.ts';
import type { MkdirOptions } from './verbs/mkdir.ts';
import type { OpenOptions } from './verbs/open.ts';
import type { ReadFileOptions } from './verbs/read-file.ts';
import type { ReaddirOptions } from './verbs/readdir.ts';
import type { RenameOptions } from './verbs/rename.ts';
import type { RmOptions } from './verbs/rm.ts';
import type { StatFs } from './verbs/statfs.ts';
import type { WriteFileOptions } from './verbs/write-file.ts';
import type { VerbOptions } from './verb.ts';

/** What one answer comes in: a {@link One} from a share, a plain promise from `share.promises`. */
export interface Carriers<T> {
  readonly one: One<T>;
  readonly promise: Promise<T>;
}

/** Names of {@link Carriers}. */
export type Carrier = keyof Carriers<unknown>;

/**
 * The verbs with one answer, as `node:fs/promises` names them; `/` separates the parts of a path, and the share's
 * root is `/` or the empty string. Each fails with an `SmbError` whose `code`, `syscall` and `path` are those of
 * `node:fs`, and with an `AbortError` when its `signal` says so.
 */
export interface ShareVerbs<C extends Carrier> {
  /**
   * What the server knows of a file or folder. One round trip.
   *
   * @throws SmbError `ENOENT`, `EACCES`
   * @example
   * ```ts
   * const { size, mtime } = await share.stat('report.pdf');
   * ```
   */
  stat(path: string, options?: VerbOptions): Carriers<Stats>[C];

  /**
   * Whether something is there. Whatever else goes wrong (a denied access, a lost connection) is an error, not
   * `false`.
   *
   * @example
   * ```ts
   * if (!(await share.exists('lock'))) await share.writeFile('lock', '');
   * ```
   */
  exists(path: string, options?: VerbOptions): Carriers<boolean>[C];

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
   * Removes an empty folder.
   *
   * @throws SmbError `ENOENT`, `ENOTDIR`, `ENOTEMPTY`, `EACCES`, `EBUSY` (the share's root)
   * @example
   * ```ts
   * await share.rmdir('empty');
   * ```
   */
  rmdir(path: string, options?: VerbOptions): Carriers<void>[C];

  /**
   * Removes a file, a read-only one too.
   *
   * @throws SmbError `ENOENT`, `EISDIR`, `EACCES`, `EBUSY` (another program has it open)
   * @example
   * ```ts
   * await share.unlink('old.txt');
   * ```
   */
  unlink(path: string, options?: VerbOptions): Carriers<void>[C];

  /**
   * Removes a file, or with `recursive` a folder and all below it, read-only files too. Links of SMB are removed,
   * not followed; what Samba shows as a folder while it is a link on its disk cannot be told apart from one.
   *
   * @throws SmbError `ENOENT` (not with `force`), `EISDIR`, `EACCES`, `EBUSY`
   * @example
   * ```ts
   * await share.rm('build', { recursive: true, force: true });
   * ```
   */
  rm(path: string, options?: RmOptions): Carriers<void>[C];

  /**
   * Gives a file or folder another name, in any folder of the share. As with `fs.rename` a file that has the new
   * name is replaced, and an empty folder by a folder; `replace: false` makes that `EEXIST`.
   *
   * @throws SmbError `ENOENT`, `EEXIST`, `EISDIR`, `ENOTDIR`, `ENOTEMPTY`, `EACCES`, `EBUSY`
   * @example
   * ```ts
   * await share.rename('upload.part', 'archive/2024.zip');
   * ```
   */
  rename(path: string, dest: string, options?: RenameOptions): Carriers<void>[C];

  /**
   * Makes a file `length` bytes long (default 0): cuts it, or fills it up with zeros.
   *
   * @throws SmbError `ENOENT`, `EISDIR`, `EACCES`, `ENOSPC`
   * @example
   * ```ts
   * await share.truncate('app.log');
   * ```
   */
  truncate(path: string, length?: number, options?: VerbOptions): Carriers<void>[C];

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
   * Opens a file; flags and methods are those of `fs.open`. Nobody closes it for you, but for `await using`:
   * unsubscribing after the answer does not.
   *
   * @param flags default `r`
   * @throws SmbError `ENOENT`, `EEXIST`, `EACCES`, `EISDIR`, `EBUSY` (somebody else keeps it to himself)
   * @example
   * ```ts
   * await using handle = await share.open('app.log', 'a');
   * await handle.write('one more line\n');
   * ```
   */
  open(path: string, flags?: string | number, options?: number | OpenOptions): Carriers<FileHandle>[C];

  /**
   * A whole file as a Buffer, or as text where an encoding is given. Its bytes are received into that Buffer; a
   * file of up to 64 KiB takes two round trips, one of up to 1 MiB a single one where its size is `expected`.
   *
   * @throws SmbError `ENOENT`, `EISDIR`, `EACCES`, `ERR_SMB_TRUNCATED` (it became shorter meanwhile); RangeError
   *   `ERR_FS_FILE_TOO_LARGE` from 2 GiB on
   * @example
   * ```ts
   * const config = JSON.parse(await share.readFile('config.json', 'utf8'));
   * ```
   */
  readFile(
    path: string,
    options?: (ReadFileOptions & { readonly encoding?: null | undefined }) | null,
  ): Carriers<Buffer>[C];
  readFile(
    path: string,
    options: BufferEncoding | (ReadFileOptions & { readonly encoding: BufferEncoding }),
  ): Carriers<string>[C];
  readFile(path: string, options?: BufferEncoding | ReadFileOptions | null): Carriers<Buffer | string>[C];

  /**
   * Writes a whole file: text, bytes, or all that a stream, an iterable or an Observable gives. What fits in one
   * WRITE takes one round trip. Bytes are sent from where they lie: leave them alone until this has settled.
   *
   * @throws SmbError `ENOENT` (the folder is missing), `EISDIR`, `EACCES`, `ENOSPC`, `EBUSY`
   * @example
   * ```ts
   * await share.writeFile('out/report.json', JSON.stringify(report));
   * await share.writeFile('backup.tar', createReadStream('backup.tar'));
   * ```
   */
  writeFile(
    path: string,
    data: FileContent,
    options?: BufferEncoding | WriteFileOptions | null,
  ): Carriers<void>[C];

  /**
   * Writes behind what is there; makes the file where there is none.
   *
   * @throws SmbError as `writeFile`
   * @example
   * ```ts
   * await share.appendFile('app.log', 'one more line\n');
   * ```
   */
  appendFile(
    path: string,
    data: FileContent,
    options?: BufferEncoding | WriteFileOptions | null,
  ): Carriers<void>[C];
}
