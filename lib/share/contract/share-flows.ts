import type { Flow } from '../../operators/flow.ts';
import type { Dirent, WalkEntry } from '../dirent.ts';
import type { ReadStream, ReadStreamOptions } from '../verbs/create-read-stream.ts';
import type { WriteStream, WriteStreamOptions } from '../verbs/create-write-stream.ts';
import type { LiveView } from '../live-folder.ts';
import type { LiveVerbOptions } from '../verbs/live.ts';
import type { ListVerbOptions } from '../verbs/list.ts';
import type { ReadVerbOptions } from '../verbs/read.ts';
import type { WalkVerbOptions } from '../verbs/walk.ts';
import type { ChangeEvent, WatchVerbOptions } from '../verbs/watch.ts';

/** The verbs with many answers, and the streams. */
export interface ShareFlows {
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
  list(path: string, options?: ListVerbOptions): Flow<Dirent[]>;

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
  walk(path: string, options?: WalkVerbOptions): Flow<WalkEntry>;

  /**
   * What happens in a folder, from the event `ready` on, until it is unsubscribed. No event is lost between two requests,
   * however slow the consumer; when more happens than the server or the 65,536 places here have room for, the event
   * `overflow` says that the folder must be listed again. A server tells of changes made through SMB; Samba also of
   * others in the watched folder itself, but not below it.
   *
   * A plain `subscribe` is push at wire speed; for `for await` events wait.
   *
   * @throws SmbError `ENOENT` (no such folder, or it was removed), `ENOTDIR`, `EACCES`, `ERR_SMB_CLOSED` (the share was
   *   closed)
   * @example
   * ```ts
   * for await (const { type, path } of share.watch('inbox', { recursive: true })) console.log(type, path);
   * ```
   */
  watch(path: string, options?: WatchVerbOptions): Flow<ChangeEvent>;

  /**
   * A folder as a view that stays up to date: first all that is there, then each change with what it made of it. An
   * overflow heals by a new listing.
   *
   * A plain `subscribe` is told of every change; `for await` gets the changes since the last view in one.
   *
   * @throws SmbError as `watch`, and of a folder that cannot be listed
   * @example
   * ```ts
   * share.live('inbox').subscribe(({ entries, added }) => console.log(entries.size, added.map(({ name }) => name)));
   * ```
   */
  live(path: string, options?: LiveVerbOptions): Flow<LiveView>;

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
  read(path: string, options?: ReadVerbOptions): Flow<Buffer>;

  /**
   * A file as a Node Readable, with the options of `fs.createReadStream` (`start`, inclusive `end`, `encoding`,
   * `highWaterMark`, `signal`) and a `window`. A slow consumer stops the READs; every way it ends closes the file.
   *
   * @example
   * ```ts
   * await pipeline(share.createReadStream('big.log'), createGzip(), createWriteStream('big.log.gz'));
   * ```
   */
  createReadStream(path: string, options?: BufferEncoding | ReadStreamOptions): ReadStream;

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
  createWriteStream(path: string, options?: BufferEncoding | WriteStreamOptions): WriteStream;

  /**
   * A file as a Web stream of bytes (`type: 'bytes'`).
   *
   * @example
   * ```ts
   * return new Response(share.readable('video.mp4', { start: 0, end: 1_048_575 }));
   * ```
   */
  readable(path: string, options?: ReadVerbOptions): ReadableStream<Uint8Array>;

  /**
   * A file as a Web stream to write to. What is written must not change before the stream is closed.
   *
   * @example
   * ```ts
   * await (await fetch(url)).body?.pipeTo(share.writable('download.bin'));
   * ```
   */
  writable(path: string, options?: WriteStreamOptions): WritableStream<Uint8Array>;
}
