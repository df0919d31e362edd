import type { FileContent } from '../file-content.ts';
import type { ShareVerbs } from '../contract/share-verbs.ts';
import type { Dir } from '../dir.ts';
import type { Dirent } from '../dirent.ts';
import type { Stats } from '../stats.ts';
import type { ReadStream } from '../verbs/create-read-stream.ts';
import type { WriteStream } from '../verbs/create-write-stream.ts';
import type { ReadFileOptions } from '../verbs/read-file.ts';
import type { ReaddirOptions } from '../verbs/readdir.ts';
import type { WriteFileOptions } from '../verbs/write-file.ts';
import type { Callback, WithCallback } from './callback.ts';
import type { constants } from './constants.ts';
import type { DescriptorFunctions } from './descriptor-functions.ts';
import type { FsPromises } from './fs-promises.ts';
import type { FsWatchEvent, FsWatchOptions } from './fs-watch.ts';
import type { FSWatcher } from './fs-watcher.ts';
import type {
  FsReadStreamOptions,
  FsStreamClass,
  FsWriteStreamOptions,
  StreamFunctions,
} from './stream-functions.ts';

/** The verbs with their callbacks last, as `node:fs` has them. */
export type CallbackVerbs = {
  readonly [K in Exclude<keyof ShareVerbs<'promise'>, keyof SpecialCallbacks>]: WithCallback<
    ShareVerbs<'promise'>[K]
  >;
};

/** A function that is its own `native`, for those who ask for the system's way. */
export type NativeToo<F> = F & { readonly native: F };

/** The callbacks that are declared one by one: their forms differ, or a number may stand for the path. */
export interface SpecialCallbacks {
  appendFile(file: string | number, data: FileContent, callback: Callback<[]>): void;
  appendFile(
    file: string | number,
    data: FileContent,
    options: BufferEncoding | WriteFileOptions,
    callback: Callback<[]>,
  ): void;
  /** As in `node:fs` the callback gets no error: what cannot be reached is not there. */
  exists(path: string, callback: (exists: boolean) => void): void;
  open(path: string, callback: Callback<[number]>): void;
  open(path: string, flags: string | number, callback: Callback<[number]>): void;
  open(path: string, flags: string | number, mode: number, callback: Callback<[number]>): void;
  readFile(file: string | number, callback: Callback<[Buffer]>): void;
  readFile(
    file: string | number,
    options: BufferEncoding | (ReadFileOptions & { encoding: BufferEncoding }),
    callback: Callback<[string]>,
  ): void;
  readFile(file: string | number, options: ReadFileOptions, callback: Callback<[Buffer | string]>): void;
  readdir(path: string, callback: Callback<[string[]]>): void;
  readdir(
    path: string,
    options: ReaddirOptions & { withFileTypes: true },
    callback: Callback<[Dirent[]]>,
  ): void;
  readdir(path: string, options: ReaddirOptions, callback: Callback<[string[] | Dirent[]]>): void;
  readonly realpath: NativeToo<WithCallback<ShareVerbs<'promise'>['realpath']>>;
  writeFile(file: string | number, data: FileContent, callback: Callback<[]>): void;
  writeFile(
    file: string | number,
    data: FileContent,
    options: BufferEncoding | WriteFileOptions,
    callback: Callback<[]>,
  ): void;
}

/**
 * A share as an object with the functions of `node:fs`, for packages that take one as their `fs` option: those with a
 * callback, those of `promises`, and the streams. Paths are the share's own: `/` is its root, and relative ones begin
 * there too. A share has no synchronous functions: each throws `ENOSYS` and says what to use instead.
 */
export interface ShareFs extends CallbackVerbs, SpecialCallbacks, DescriptorFunctions, StreamFunctions {
  readonly promises: FsPromises;
  readonly constants: typeof constants;
  /**
   * Watches a folder, or a file, as `fs.watch`. It returns before the server listens, so what Node would throw comes as
   * the event `error`, and `ready` says from when on nothing is lost. After an overflow the file name is `null`.
   *
   * @throws TypeError `ERR_INVALID_ARG_VALUE` (names as Buffers)
   * @example
   * ```ts
   * const watcher = share.fs.watch('/inbox', { recursive: true }, (eventType, filename) => {
   *   console.log(eventType, filename);
   * });
   * watcher.on('error', console.error);
   * ```
   */
  watch(path: string, listener?: (...change: [FsWatchEvent['eventType'], string | null]) => void): FSWatcher;
  watch(
    path: string,
    options: BufferEncoding | FsWatchOptions | undefined,
    listener?: (...change: [FsWatchEvent['eventType'], string | null]) => void,
  ): FSWatcher;
  readonly Dir: typeof Dir;
  readonly Dirent: typeof Dirent;
  readonly Stats: typeof Stats;
  /** What `createReadStream` gives, and makes as well. */
  readonly ReadStream: FsStreamClass<ReadStream, FsReadStreamOptions>;
  /** What `createWriteStream` gives, and makes as well. */
  readonly WriteStream: FsStreamClass<WriteStream, FsWriteStreamOptions>;
}
