import type { AspectOptions } from '../aspect.ts';
import type { FileContent } from '../file-content.ts';
import type { FileHandle } from '../file-handle.ts';
import type { VerbOptions } from '../verb.ts';
import type { OpenOptions } from '../verbs/open.ts';
import type { ReadFileOptions } from '../verbs/read-file.ts';
import type { WriteFileOptions } from '../verbs/write-file.ts';
import type { Carrier, Carriers } from './carriers.ts';

/** The verbs that concern files and their contents. */
export interface FileVerbs<C extends Carrier> {
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

  /**
   * Makes a file `length` bytes long (default 0): cuts it, or fills it up with zeros.
   *
   * @throws SmbError `ENOENT`, `EISDIR`, `EACCES`, `ENOSPC`
   * @example
   * ```ts
   * await share.truncate('app.log');
   * ```
   */
  truncate(path: string, length?: number, options?: VerbOptions & AspectOptions): Carriers<void>[C];

  /**
   * Removes a file, a read-only one too; with `stream` only that stream of it, or of a folder.
   *
   * @throws SmbError `ENOENT`, `EISDIR`, `EACCES`, `EBUSY` (another program has it open), `EPERM` (the stream of a
   *   read-only file)
   * @example
   * ```ts
   * await share.unlink('old.txt');
   * ```
   */
  unlink(path: string, options?: VerbOptions & AspectOptions): Carriers<void>[C];
}
