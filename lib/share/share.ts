import type { Connection, Session, Tree } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import type { Flow } from '../operators/flow.ts';
import type { One } from '../operators/one.ts';
import type { MountedTree } from '../session/mounted-tree.ts';
import { type MountOptions, parseTarget, type Target } from '../target.ts';
import type { Dirent, WalkEntry } from './dirent.ts';
import type { FileContent } from './file-content.ts';
import type { FileHandle } from './file-handle.ts';
import type { FileTime } from './file-time.ts';
import { Mounting } from './mounting.ts';
import { type Negotiated, negotiatedOf } from './negotiated.ts';
import { promisesOf } from './promises.ts';
import type { ShareVerbs } from './share-verbs.ts';
import type { Stats } from './stats.ts';
import type { VerbOptions } from './verb.ts';
import { createReadStream, type ReadStream, type ReadStreamOptions } from './verbs/create-read-stream.ts';
import { createWriteStream, type WriteStream, type WriteStreamOptions } from './verbs/create-write-stream.ts';
import { exists } from './verbs/exists.ts';
import { list, type ListVerbOptions } from './verbs/list.ts';
import { mkdir, type MkdirOptions } from './verbs/mkdir.ts';
import { open, type OpenOptions } from './verbs/open.ts';
import { readFile, type ReadFileOptions } from './verbs/read-file.ts';
import { read, type ReadVerbOptions } from './verbs/read.ts';
import { readable } from './verbs/readable.ts';
import { readdir, type ReaddirOptions } from './verbs/readdir.ts';
import { rename, type RenameOptions } from './verbs/rename.ts';
import { rm, type RmOptions } from './verbs/rm.ts';
import { rmdir } from './verbs/rmdir.ts';
import { stat } from './verbs/stat.ts';
import { statfs, type StatFs } from './verbs/statfs.ts';
import { truncate } from './verbs/truncate.ts';
import { unlink } from './verbs/unlink.ts';
import { utimes } from './verbs/utimes.ts';
import { walk, type WalkVerbOptions } from './verbs/walk.ts';
import { writable } from './verbs/writable.ts';
import { appendFile, writeFile, type WriteFileOptions } from './verbs/write-file.ts';
import { type Volume, volumeOf } from './volume.ts';

/**
 * A mounted share, with the verbs of `node:fs/promises`: each is cold, can be awaited or piped, and is cancelled
 * by unsubscribing.
 *
 * @example
 * ```ts
 * import { mount } from 'rxsmb';
 *
 * await using share = await mount('smb://user@server/share', { password: 'secret' });
 * for (const name of await share.readdir('/')) console.log(name);
 * ```
 */
export class Share implements ShareVerbs<'one'> {
  /** Settles when the share is closed, and rejects where the link failed. Alone it never ends the process. */
  readonly closed: Promise<void>;
  readonly #mounted: MountedTree;
  readonly #volume: Volume;
  #promises: ShareVerbs<'promise'> | undefined;

  /** The same as the function `mount`. */
  static mount(target: string | URL | MountOptions, options?: MountOptions): Mounting<Share> {
    return new Mounting(parseTarget(target, options), (mounted, found) => new Share(mounted, found));
  }

  /** @internal */
  constructor(mounted: MountedTree, target: Target) {
    this.#mounted = mounted;
    this.closed = mounted.closed;
    this.#volume = volumeOf(mounted.tree, target, () => {
      if (mounted.leaving) throw closedError(mounted.loss);
    });
  }

  /** Where commands on this share are addressed to. */
  get tree(): Tree {
    return this.#mounted.tree;
  }

  /** Where commands of this login are addressed to. */
  get session(): Session {
    return this.#mounted.session;
  }

  /** Where commands on the connection (`echo`) are addressed to. */
  get connection(): Connection {
    return this.#mounted.connection;
  }

  /**
   * What was agreed on with the server: the dialect, the signing, the limits.
   *
   * @example
   * ```ts
   * const { dialect, signed } = share.info;
   * ```
   */
  get info(): Negotiated {
    return negotiatedOf(this.#mounted);
  }

  /**
   * The verbs with one answer as plain promises, for code that was written for `node:fs/promises`.
   *
   * @example
   * ```ts
   * const fs = share.promises;
   * await fs.mkdir('out', { recursive: true });
   * ```
   */
  get promises(): ShareVerbs<'promise'> {
    return (this.#promises ??= promisesOf(this));
  }

  stat(path: string, options?: VerbOptions): One<Stats> {
    return stat(this.#volume, path, options);
  }

  exists(path: string, options?: VerbOptions): One<boolean> {
    return exists(this.#volume, path, options);
  }

  readdir(path: string, options: ReaddirOptions & { readonly withFileTypes: true }): One<Dirent[]>;
  readdir(
    path: string,
    options?: ReaddirOptions & { readonly withFileTypes?: false | undefined },
  ): One<string[]>;
  readdir(path: string, options?: ReaddirOptions): One<string[] | Dirent[]>;
  readdir(path: string, options?: ReaddirOptions): One<string[] | Dirent[]> {
    return readdir(this.#volume, path, options);
  }

  /**
   * The entries of a folder as they come: one array per reply of the server, never an empty one.
   *
   * A plain `subscribe` is push at wire speed; `for await` asks the server only for what it takes.
   *
   * @throws SmbError `ENOENT`, `ENOTDIR`, `EACCES`
   * @example
   * ```ts
   * for await (const entries of share.list('huge')) console.log(entries.length);
   * ```
   */
  list(path: string, options?: ListVerbOptions): Flow<Dirent[]> {
    return list(this.#volume, path, options);
  }

  /**
   * Everything below a folder, several folders at once; paths are relative to it. Never through a link, nor into a
   * folder that is its own ancestor. Leaving early closes what is open.
   *
   * A plain `subscribe` is push at wire speed; `for await` lists only as far as it is asked.
   *
   * @throws SmbError of a folder that cannot be read (`EACCES`), unless `onError` is given; `ENOENT`, `ENOTDIR`
   * @example
   * ```ts
   * for await (const entry of share.walk('src', { descend: ({ name }) => name !== 'node_modules' })) {
   *   if (entry.isFile()) console.log(entry.path, entry.stats.size);
   * }
   * ```
   */
  walk(path: string, options?: WalkVerbOptions): Flow<WalkEntry> {
    return walk(this.#volume, path, options);
  }

  mkdir(path: string, options?: MkdirOptions): One<string | undefined> {
    return mkdir(this.#volume, path, options);
  }

  rmdir(path: string, options?: VerbOptions): One<void> {
    return rmdir(this.#volume, path, options);
  }

  unlink(path: string, options?: VerbOptions): One<void> {
    return unlink(this.#volume, path, options);
  }

  rm(path: string, options?: RmOptions): One<void> {
    return rm(this.#volume, path, options);
  }

  rename(path: string, dest: string, options?: RenameOptions): One<void> {
    return rename(this.#volume, path, dest, options);
  }

  truncate(path: string, length?: number, options?: VerbOptions): One<void> {
    return truncate(this.#volume, path, length, options);
  }

  utimes(path: string, atime: FileTime, mtime: FileTime, options?: VerbOptions): One<void> {
    return utimes(this.#volume, path, atime, mtime, options);
  }

  statfs(path?: string, options?: VerbOptions): One<StatFs> {
    return statfs(this.#volume, path, options);
  }

  open(path: string, flags?: string | number, options?: number | OpenOptions): One<FileHandle> {
    return open(this.#volume, path, flags, options);
  }

  readFile(
    path: string,
    options?: (ReadFileOptions & { readonly encoding?: null | undefined }) | null,
  ): One<Buffer>;
  readFile(
    path: string,
    options: BufferEncoding | (ReadFileOptions & { readonly encoding: BufferEncoding }),
  ): One<string>;
  readFile(path: string, options?: BufferEncoding | ReadFileOptions | null): One<Buffer | string>;
  readFile(path: string, options?: BufferEncoding | ReadFileOptions | null): One<Buffer | string> {
    return readFile(this.#volume, path, options);
  }

  writeFile(path: string, data: FileContent, options?: BufferEncoding | WriteFileOptions | null): One<void> {
    return writeFile(this.#volume, path, data, options);
  }

  appendFile(path: string, data: FileContent, options?: BufferEncoding | WriteFileOptions | null): One<void> {
    return appendFile(this.#volume, path, data, options);
  }

  /**
   * The bytes of a file, or those from `start` to `end` inclusive, in order: views of the memory that they were
   * received into, several READs in flight.
   *
   * A plain `subscribe` is push at wire speed; `for await` is never more than 8 MiB (`window`) ahead.
   *
   * @throws SmbError `ENOENT`, `EISDIR`, `EACCES`, `ERR_SMB_TRUNCATED` (it became shorter meanwhile); RangeError
   *   `ERR_OUT_OF_RANGE`
   * @example
   * ```ts
   * for await (const piece of share.read('big.bin', { start: 1024 })) hash.update(piece);
   * ```
   */
  read(path: string, options?: ReadVerbOptions): Flow<Buffer> {
    return read(this.#volume, path, options);
  }

  /**
   * A file as a Node Readable, with the options of `fs.createReadStream` (`start`, inclusive `end`, `encoding`,
   * `highWaterMark`, `signal`) and a `window`. A slow consumer stops the READs; every way it ends closes the file.
   *
   * @example
   * ```ts
   * await pipeline(share.createReadStream('big.log'), createGzip(), createWriteStream('big.log.gz'));
   * ```
   */
  createReadStream(path: string, options?: BufferEncoding | ReadStreamOptions): ReadStream {
    return createReadStream(this.#volume, path, options);
  }

  /**
   * A file as a Node Writable, with the options of `fs.createWriteStream` (`flags`, `start`, `encoding`,
   * `highWaterMark`, `signal`, `flush`) and a `window`. `finish` comes once the server has everything and has closed the file;
   * what is written must not change before its callback.
   *
   * @example
   * ```ts
   * await pipeline(process.stdin, share.createWriteStream('upload.bin', { flags: 'wx' }));
   * ```
   */
  createWriteStream(path: string, options?: BufferEncoding | WriteStreamOptions): WriteStream {
    return createWriteStream(this.#volume, path, options);
  }

  /**
   * A file as a Web stream of bytes (`type: 'bytes'`).
   *
   * @example
   * ```ts
   * return new Response(share.readable('video.mp4', { start: 0, end: 1_048_575 }));
   * ```
   */
  readable(path: string, options?: ReadVerbOptions): ReadableStream<Uint8Array> {
    return readable(this.#volume, path, options);
  }

  /**
   * A file as a Web stream to write to. What is written must not change before the stream is closed.
   *
   * @example
   * ```ts
   * await (await fetch(url)).body?.pipeTo(share.writable('download.bin'));
   * ```
   */
  writable(path: string, options?: WriteStreamOptions): WritableStream<Uint8Array> {
    return writable(this.#volume, path, options);
  }

  /** Waits for what is under way (2 s at most), gives the share back, logs off. Never fails. */
  close(): Promise<void> {
    return this.#mounted.leave();
  }

  /** `await using share = await mount(...)` closes it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  abort(error: Error): void {
    this.#mounted.abort(error);
  }
}

function closedError(loss: Error | undefined): SmbError {
  const firstValue =
    'the share is closed. (firstValueFrom(mount(...)) unsubscribes after the first value, which closes the share: ' +
    'await mount(...) instead, or work inside mount(...).use())';
  return new SmbError({
    code: 'ERR_SMB_CLOSED',
    message: loss === undefined ? firstValue : `the share is gone: ${loss.message}. Mount it again`,
    outcome: 'not-sent',
    fatal: true,
    cause: loss,
  });
}
