import { map, type Observable, of, tap } from 'rxjs';

import { flush } from '../commands/flush.ts';
import { fsctl } from '../commands/fsctl.ts';
import { queryInfo } from '../commands/query-info.ts';
import { setInfo } from '../commands/set-info.ts';
import type { Address, Open, Tree } from '../commands/target.ts';
import { compound } from '../operators/compound.ts';
import { One } from '../operators/one.ts';
import type { Lease } from '../session/lease.ts';
import { bytesOf } from '../streams/bytes-of.ts';
import type { SmbReadStream } from '../streams/readable.ts';
import type { SmbWriteStream } from '../streams/writable.ts';
import { FileBasicInformation } from '../wire/fscc/file-basic-information.ts';
import { FileEndOfFileInformation } from '../wire/fscc/file-end-of-file-information.ts';
import { FileInternalInformation } from '../wire/fscc/file-internal-information.ts';
import { FSCTL_SET_SPARSE } from '../wire/fscc/fsctl-set-sparse.ts';
import { FileNetworkOpenInformation } from '../wire/fscc/file-network-open-information.ts';
import type { FileId } from '../wire/smb2/file-id.ts';
import { contentWriter, type FileContent } from './file-content.ts';
import {
  FileLock,
  lockedBytes,
  locking,
  type LockVerbOptions,
  unlocking,
  type UnlockVerbOptions,
} from './file-lock.ts';
import { checkOffset, type FileRange } from './file-range.ts';
import {
  type HandleReadStreamOptions,
  type HandleWriteStreamOptions,
  readStreamOf,
  writeStreamOf,
} from './file-streams.ts';
import { type FileTime, ticksOf } from './file-time.ts';
import type { HandleReadOptions, HandleTextOptions, ReadResult, WriteResult } from './handle-options.ts';
import type { OpenFile } from './open-file.ts';
import { type PortionOptions, portionOf, type Position, positionOf, type View } from './portion.ts';
import { type DataRange, dataRanges, zeroRange } from './sparse.ts';
import { Stats } from './stats.ts';
import { done, one, type VerbOptions } from './verb.ts';
import type { Volume } from './volume.ts';

const DEFAULT_LENGTH = 16_384;

/**
 * An open file, as `share.open` gives it: the methods of `fs.FileHandle` as Ones, which can be awaited or piped.
 * It is also a handle for the PDUs (`queryInfo(handle, ...)`). A closed handle fails with `EBADF`.
 *
 * Memory that is read into or written from is never copied: leave it alone until the answer is here.
 *
 * @example
 * ```ts
 * await using handle = await share.open('big.bin', 'r+');
 * const { bytesRead, buffer } = await handle.read(Buffer.alloc(4096), 0, 4096, 1024 ** 3);
 * await handle.write(buffer.subarray(0, bytesRead), { position: 0 });
 * ```
 */
export class FileHandle implements Open {
  /** As CREATE told it when the file was opened; `fileId` is not among that. */
  readonly stats: Stats;
  /** @internal */
  readonly file: OpenFile;
  readonly #volume: Volume;

  /** @internal */
  constructor(volume: Volume, file: OpenFile, stats: Stats) {
    this.#volume = volume;
    this.file = file;
    this.stats = stats;
  }

  /** As it was given to `open`. */
  get path(): string {
    return this.file.path;
  }

  get tree(): Tree {
    return this.file.tree;
  }

  get fileId(): FileId {
    return this.file.fileId;
  }

  /**
   * What may be kept of the file in a cache, where `open` was asked for a lease; its `state` is empty where the server
   * granted none.
   */
  get lease(): Lease | undefined {
    return this.file.lease;
  }

  /** Where commands on this file go at this moment. */
  address(): Address {
    return this.file.address();
  }

  /**
   * Reads into a buffer, which the kernel fills in place. Fewer bytes than fit come at the end of the file, 0
   * behind it. Without a position (`null`, -1) the handle's own is used and moves on.
   *
   * @throws SmbError `EBADF`, `EISDIR`; RangeError `ERR_OUT_OF_RANGE`
   */
  read<T extends View = Buffer>(
    buffer: T,
    offset?: number | null,
    length?: number | null,
    position?: Position,
  ): One<ReadResult<T>>;
  read<T extends View = Buffer>(buffer: T, options?: PortionOptions): One<ReadResult<T>>;
  read<T extends View = Buffer>(options?: HandleReadOptions<T>): One<ReadResult<T>>;
  read(
    given: View | HandleReadOptions<View> = {},
    rest?: number | null | PortionOptions,
    length?: number | null,
    position?: Position,
  ): One<ReadResult<View>> {
    return one(this.#volume, this.#name('read'), {}, () => {
      const isBuffer = ArrayBuffer.isView(given);
      const buffer = (isBuffer ? given : given.buffer) ?? Buffer.allocUnsafeSlow(DEFAULT_LENGTH);
      const options = isBuffer ? optionsOf(rest, length, position) : given;
      return this.file
        .read([portionOf(buffer, options)], positionOf(options.position))
        .pipe(map(bytesRead => ({ bytesRead, buffer })));
    });
  }

  /** Reads into several buffers, one after the other. */
  readv<T extends View>(
    buffers: readonly T[],
    position?: Position,
  ): One<{ bytesRead: number; buffers: readonly T[] }> {
    return one(this.#volume, this.#name('read'), {}, () =>
      this.file
        .read(
          buffers.map(buffer => portionOf(buffer, {})),
          positionOf(position),
        )
        .pipe(map(bytesRead => ({ bytesRead, buffers }))),
    );
  }

  /**
   * Writes all of a buffer, or of the part that is named, or a text. Without a position (`null`) the handle's own
   * is used and moves on; a file opened to append (`a`) is always written at its end.
   *
   * @throws SmbError `EBADF`, `ENOSPC`, `EACCES`; RangeError `ERR_OUT_OF_RANGE`
   */
  write<T extends View>(
    buffer: T,
    offset?: number | null,
    length?: number | null,
    position?: Position,
  ): One<WriteResult<T>>;
  write<T extends View>(buffer: T, options?: PortionOptions): One<WriteResult<T>>;
  write(text: string, position?: Position, encoding?: BufferEncoding | null): One<WriteResult<string>>;
  write(
    data: View | string,
    rest?: Position | PortionOptions,
    lengthOrEncoding?: number | BufferEncoding | null,
    position?: Position,
  ): One<WriteResult<View | string>> {
    return one(this.#volume, this.#name('write'), {}, () => {
      if (typeof data === 'string') {
        const encoding = (lengthOrEncoding ?? undefined) as BufferEncoding | undefined;
        return this.#write<View | string>([bytesOf(data, encoding)], rest as Position, data);
      }
      const options = optionsOf(rest as number | PortionOptions, lengthOrEncoding as number, position);
      return this.#write([portionOf(data, options)], options.position, data);
    });
  }

  /** Writes several buffers, one behind the other. */
  writev<T extends View>(
    buffers: readonly T[],
    position?: Position,
  ): One<{ bytesWritten: number; buffers: readonly T[] }> {
    return one(this.#volume, this.#name('write'), {}, () =>
      this.file
        .write(
          buffers.map(buffer => bytesOf(buffer)),
          positionOf(position),
        )
        .pipe(map(bytesWritten => ({ bytesWritten, buffers }))),
    );
  }

  /** From the handle's position to the end of the file; text where an encoding is given. */
  readFile(options?: { readonly encoding?: null | undefined } & VerbOptions): One<Buffer>;
  readFile(options: BufferEncoding | ({ readonly encoding: BufferEncoding } & VerbOptions)): One<string>;
  readFile(options?: BufferEncoding | HandleTextOptions): One<Buffer | string>;
  readFile(options: BufferEncoding | HandleTextOptions = {}): One<Buffer | string> {
    const { encoding, ...more } = typeof options === 'string' ? { encoding: options } : options;
    return one<Buffer | string>(this.#volume, this.#name('read'), more, () =>
      this.file.toEnd().pipe(map(data => (encoding ? data.toString(encoding) : data))),
    );
  }

  /** Writes at the handle's position: text, bytes, or all that a stream or another source gives. */
  writeFile(data: FileContent, options: BufferEncoding | HandleTextOptions = {}): One<void> {
    const { encoding, ...more } = typeof options === 'string' ? { encoding: options } : options;
    return done(this.#volume, this.#name('write'), more, () =>
      this.file.writing(start => contentWriter(data, encoding)(this, start)),
    );
  }

  /** The same as {@link FileHandle.writeFile}: only a file opened to append (`a`) is written at its end. */
  appendFile(data: FileContent, options: BufferEncoding | HandleTextOptions = {}): One<void> {
    return this.writeFile(data, options);
  }

  /** Cuts the file to `length` bytes (default 0), or fills it up with zeros. */
  truncate(length = 0): One<void> {
    return done(this.#volume, this.#name('ftruncate'), {}, () => {
      const endOfFile = BigInt(checkOffset('length', Math.max(0, length)));
      return setInfo(this.file, FileEndOfFileInformation, { endOfFile }).pipe(
        tap(() => this.file.cut(Number(endOfFile))),
      );
    });
  }

  /** Waits until all that was written is on the server's disk. */
  sync(): One<void> {
    return done(this.#volume, this.#name('fsync'), {}, () => flush(this.file));
  }

  /** The same as {@link FileHandle.sync}: SMB knows no difference. */
  datasync(): One<void> {
    return done(this.#volume, this.#name('fdatasync'), {}, () => flush(this.file));
  }

  /** What the server knows of the file now. */
  stat(options: VerbOptions = {}): One<Stats> {
    return one(this.#volume, this.#name('fstat'), options, () =>
      compound(
        queryInfo(this.file, FileNetworkOpenInformation),
        queryInfo(this.file, FileInternalInformation),
      ).pipe(
        map(
          ([
            { information },
            {
              information: { indexNumber },
            },
          ]) => new Stats({ ...information, fileId: indexNumber }),
        ),
      ),
    );
  }

  /** Sets the times; needs a handle that was opened for writing. */
  utimes(atime: FileTime, mtime: FileTime): One<void> {
    return done(this.#volume, this.#name('futime'), {}, () =>
      setInfo(this.file, FileBasicInformation, {
        lastAccessTime: ticksOf(atime),
        lastWriteTime: ticksOf(mtime),
      }),
    );
  }

  /**
   * Locks a range, by default the whole file for this handle alone, and waits for it. While it is locked, others who
   * read or write there fail with `EBUSY`, another handle of this process included; under a shared lock everybody may
   * read and nobody may write, its owner neither. Unsubscribing, or the signal, ends the waiting on the server, too;
   * after the answer it does not unlock.
   *
   * @throws SmbError `EAGAIN` (`wait` is false, and somebody else has locked it), `EBADF`; `AbortError`; RangeError
   *   `ERR_OUT_OF_RANGE`
   * @example
   * ```ts
   * await using lock = await handle.lock({ offset: 0, length: 4096, signal: AbortSignal.timeout(5_000) });
   * ```
   */
  lock(options: LockVerbOptions = {}): One<FileLock> {
    return one(this.#volume, this.#name('lock'), options, () => {
      const range = lockedBytes(options);
      return locking(this.file, range, options).pipe(
        map(() => new FileLock(range, options.shared ?? false, () => this.unlock(range))),
      );
    });
  }

  /**
   * Gives a range back; it must be the very one of a lock of this handle. `FileLock.unlock` remembers it.
   *
   * @throws SmbError `EINVAL` (no lock of this handle has that range), `EBADF`
   */
  unlock(options: UnlockVerbOptions = {}): One<void> {
    return done(this.#volume, this.#name('unlock'), options, () =>
      unlocking(this.file, lockedBytes(options)),
    );
  }

  /**
   * Makes the file sparse: zeros that are put into it by `zero` take no room on the server's disk. False makes it
   * an ordinary one, where no hole is left.
   *
   * @throws SmbError `ENOTSUP` (the file system has no sparse files), `EACCES` (not open for writing)
   */
  setSparse(sparse = true): One<void> {
    return done(this.#volume, this.#name('ioctl'), {}, () =>
      fsctl(this.file, FSCTL_SET_SPARSE, { setSparse: sparse }),
    );
  }

  /**
   * Zeros from `start` (default 0) to `end` inclusive (default: the end of the file), none of which crosses the wire;
   * in a sparse file they become a hole. The file keeps its length.
   *
   * @throws SmbError `ENOTSUP`, `EACCES` (not open for writing); RangeError `ERR_OUT_OF_RANGE`
   * @example
   * ```ts
   * await using handle = await share.open('disk.img', 'r+');
   * await handle.setSparse();
   * await handle.zero({ start: 4096, end: 1_048_575 });
   * ```
   */
  zero(range: FileRange = {}): One<void> {
    return done(this.#volume, this.#name('ioctl'), {}, () => zeroRange(this.file, range));
  }

  /**
   * The parts of the file, or of a range of it, that hold data, ascending; what lies between them are holes, which
   * read as zeros. Each can be given to `read` and `createReadStream`.
   *
   * @throws SmbError `ENOTSUP`; RangeError `ERR_OUT_OF_RANGE`
   */
  allocatedRanges(range: FileRange = {}): One<DataRange[]> {
    return one(this.#volume, this.#name('ioctl'), {}, () => dataRanges(this.file, range));
  }

  /** Closes the file, and gives its locks back; again does nothing. */
  close(): One<void> {
    return One.of(this.file.close());
  }

  /** `await using handle = await share.open(...)` closes it at the end of the block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * A Node stream from the handle's position, or from `start`, to `end` inclusive. It closes the handle, unless
   * `autoClose` is false.
   */
  createReadStream(options: HandleReadStreamOptions = {}): SmbReadStream<FileHandle> {
    return readStreamOf(this.#streamed(), options);
  }

  /**
   * A Node stream that writes from the handle's position, or from `start`, on. It closes the handle, unless
   * `autoClose` is false.
   */
  createWriteStream(options: HandleWriteStreamOptions = {}): SmbWriteStream<FileHandle> {
    return writeStreamOf(this.#streamed(), options);
  }

  #write<T>(data: readonly Uint8Array[], position: Position, buffer: T): Observable<WriteResult<T>> {
    return this.file.write(data, positionOf(position)).pipe(map(bytesWritten => ({ bytesWritten, buffer })));
  }

  #streamed() {
    const open: Observable<FileHandle> = of(this);
    return { path: this.path, target: this.tree, open, fresh: false };
  }

  #name(syscall: string) {
    return { syscall, path: this.path };
  }
}

function optionsOf(
  rest: number | null | undefined | PortionOptions,
  length: number | null | undefined,
  position: Position,
): PortionOptions {
  return typeof rest === 'object' && rest !== null ? rest : { offset: rest, length, position };
}
