import { concatMap, EMPTY, map, type Observable, of, tap } from 'rxjs';

import { flush } from '../commands/flush.ts';
import { fsctl } from '../commands/fsctl.ts';
import { queryInfo } from '../commands/query-info.ts';
import { setInfo } from '../commands/set-info.ts';
import { compound } from '../operators/compound.ts';
import { One } from '../operators/one.ts';
import type { Lease } from '../session/lease.ts';
import type { SmbReadStream } from '../streams/readable.ts';
import type { SmbWriteStream } from '../streams/writable.ts';
import { FileBasicInformation } from '../wire/fscc/file-basic-information.ts';
import { FileEndOfFileInformation } from '../wire/fscc/file-end-of-file-information.ts';
import { FileInternalInformation } from '../wire/fscc/file-internal-information.ts';
import { FSCTL_SET_SPARSE } from '../wire/fscc/fsctl-set-sparse.ts';
import { FileNetworkOpenInformation } from '../wire/fscc/file-network-open-information.ts';
import { checkKeys } from './arguments.ts';
import { FileBytes } from './file-bytes.ts';
import {
  FileLock,
  lockedBytes,
  locking,
  type LockVerbOptions,
  unlocking,
  type UnlockVerbOptions,
} from './file-lock.ts';
import { isWritable, setWritable } from './file-mode.ts';
import { checkOffset } from './file-range.ts';
import {
  type HandleReadStreamOptions,
  type HandleWriteStreamOptions,
  readStreamOf,
  writeStreamOf,
} from './file-streams.ts';
import { type FileTime, ticksOf } from './file-time.ts';
import type { OpenFile } from './open-file.ts';
import { type ByteRange, type DataRange, dataRanges, zeroRange } from './sparse.ts';
import { Stats } from './stats.ts';
import { done, one, type VerbOptions } from './verb.ts';
import type { Volume } from './volume.ts';
import { unlessClosed } from './waiting.ts';

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
export class FileHandle extends FileBytes {
  /** As CREATE told it when the file was opened; `fileId` is not among that. */
  readonly stats: Stats;

  /** @internal */
  constructor(volume: Volume, file: OpenFile, stats: Stats) {
    super(volume, file);
    this.stats = stats;
  }

  /**
   * What may be kept of the file in a cache, where `open` was asked for a lease; its `state` is empty where the server
   * granted none.
   */
  get lease(): Lease | undefined {
    return this.file.lease;
  }

  /** Cuts the file to `length` bytes (default 0), or fills it up with zeros. */
  truncate(length = 0): One<void> {
    return done(this.volume, this.name('ftruncate'), {}, () => {
      const endOfFile = BigInt(checkOffset('length', Math.max(0, length)));
      return setInfo(this.file, FileEndOfFileInformation, { endOfFile }).pipe(
        tap(() => this.file.cut(Number(endOfFile))),
      );
    });
  }

  /** Waits until all that was written is on the server's disk. */
  sync(): One<void> {
    return done(this.volume, this.name('fsync'), {}, () => flush(this.file));
  }

  /** The same as {@link FileHandle.sync}: SMB knows no difference. */
  datasync(): One<void> {
    return done(this.volume, this.name('fdatasync'), {}, () => flush(this.file));
  }

  /** What the server knows of the file now. */
  stat(options: VerbOptions = {}): One<Stats> {
    return one(this.volume, this.name('fstat'), options, () =>
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
    return done(this.volume, this.name('futime'), {}, () =>
      setInfo(this.file, FileBasicInformation, {
        lastAccessTime: ticksOf(atime),
        lastWriteTime: ticksOf(mtime),
      }),
    );
  }

  /**
   * Makes the file read-only, or writable where `mode` lets anybody write, as Node does on Windows; needs a handle that
   * was opened for writing. A folder is left as it is.
   *
   * @throws SmbError `EACCES` (not open for writing), `EBADF`; TypeError `ERR_INVALID_ARG_VALUE`
   * @example
   * ```ts
   * await using handle = await share.open('report.txt', 'r+');
   * await handle.chmod(0o444);
   * ```
   */
  chmod(mode: number | string): One<void> {
    return done(this.volume, this.name('fchmod'), {}, () => {
      const writable = isWritable(mode);
      return queryInfo(this.file, FileBasicInformation).pipe(
        concatMap(({ information }) => setWritable(this.file, information.fileAttributes, writable)),
      );
    });
  }

  /**
   * Does nothing, as Node on Windows: a share has no numbers of users. `share.setSecurity` sets an owner.
   *
   * @throws SmbError `EBADF`
   */
  chown(_uid: number, _gid: number): One<void> {
    return done(this.volume, this.name('fchown'), {}, () => {
      this.address(); // a closed handle is one here, too
      return EMPTY;
    });
  }

  /**
   * Locks a range, by default the whole file for this handle alone, and waits for it. While it is locked, others who
   * read or write there fail with `EBUSY`, another handle of this process included; under a shared lock everybody may
   * read and nobody may write, its owner neither. Unsubscribing, or the signal, ends the waiting on the server, too;
   * after the answer it does not unlock.
   *
   * @throws SmbError `EAGAIN` (`wait` is false, and somebody else has locked it), `EBADF` (the handle was closed, also
   *   while it waited), `ERR_SMB_CLOSED` (the same of the share); `AbortError`; RangeError `ERR_OUT_OF_RANGE`;
   *   TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` (an option that there is not)
   * @example
   * ```ts
   * await using lock = await handle.lock({ offset: 0, length: 4096, signal: AbortSignal.timeout(5_000) });
   * ```
   */
  lock(options: LockVerbOptions = {}): One<FileLock> {
    return one(this.volume, this.name('lock'), options, () => {
      checkKeys('the options of lock', options, ['offset', 'length', 'shared', 'wait', 'signal']);
      const range = lockedBytes(options);
      return locking(this.file, range, options).pipe(
        map(() => new FileLock(range, options.shared ?? false, () => this.unlock(range))),
        unlessClosed(this.volume.check, () => this.address()),
      );
    });
  }

  /**
   * Gives a range back; it must be the very one of a lock of this handle. `FileLock.unlock` remembers it.
   *
   * @throws SmbError `EINVAL` (no lock of this handle has that range), `EBADF`
   */
  unlock(options: UnlockVerbOptions = {}): One<void> {
    return done(this.volume, this.name('unlock'), options, () => {
      checkKeys('the options of unlock', options, ['offset', 'length', 'signal']);
      return unlocking(this.file, lockedBytes(options));
    });
  }

  /**
   * Makes the file sparse: zeros that are put into it by `zero` take no room on the server's disk. False makes it
   * an ordinary one, where no hole is left.
   *
   * @throws SmbError `ENOTSUP` (the file system has no sparse files), `EACCES` (not open for writing)
   */
  setSparse(sparse = true): One<void> {
    return done(this.volume, this.name('ioctl'), {}, () =>
      fsctl(this.file, FSCTL_SET_SPARSE, { setSparse: sparse }),
    );
  }

  /**
   * Zeros in a range, none of which crosses the wire; in a sparse file they become a hole. The file keeps its length.
   *
   * @param range from `start` (default 0) to `end` inclusive (default: the end of the file), or `length` bytes from
   *   `offset` on; `{}` is all of the file
   * @throws SmbError `ENOTSUP`, `EACCES` (not open for writing); RangeError `ERR_OUT_OF_RANGE`; TypeError
   *   `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE` (it has something else in it)
   * @example
   * ```ts
   * await using handle = await share.open('disk.img', 'r+');
   * await handle.setSparse();
   * await handle.zero({ start: 4096, end: 1_048_575 });
   * ```
   */
  zero(range: ByteRange): One<void> {
    return done(this.volume, this.name('ioctl'), {}, () => zeroRange(this.file, range));
  }

  /**
   * The parts of the file, or of a range of it, that hold data, ascending; what lies between them are holes, which
   * read as zeros. Each can be given to `read` and `createReadStream`.
   *
   * @throws SmbError `ENOTSUP`; RangeError `ERR_OUT_OF_RANGE`; TypeError `ERR_INVALID_ARG_VALUE`
   */
  allocatedRanges(range: ByteRange = {}): One<DataRange[]> {
    return one(this.volume, this.name('ioctl'), {}, () => dataRanges(this.file, range));
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

  #streamed() {
    const open: Observable<FileHandle> = of(this);
    return { path: this.path, target: this.tree, open, fresh: false };
  }
}
