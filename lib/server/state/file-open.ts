// [MS-SMB2] 3.3.1.10 Per Open
import { FileAction } from '../../wire/fscc/file-notify-information.ts';
import type { FileId } from '../../wire/smb2/file-id.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { CreateOptions } from '../../wire/smb2/create-options.ts';
import type { FileBytes, FileEntry } from '../file-systems/file-system.ts';
import type { Listing } from '../listing/listing.ts';
import { Refused } from '../refused.ts';
import type { Watch } from '../watching/watch.ts';
import type { RangeLocks } from './range-locks.ts';
import type { Holder, SharedFile } from './shared-file.ts';
import type { DiskShare } from './share.ts';
import type { Tree } from './tree.ts';

/** The options that can be changed while the file is open. */
export const CHANGEABLE_MODE =
  CreateOptions.WRITE_THROUGH |
  CreateOptions.SEQUENTIAL_ONLY |
  CreateOptions.SYNCHRONOUS_IO_ALERT |
  CreateOptions.SYNCHRONOUS_IO_NONALERT;
const MODE_BITS = CHANGEABLE_MODE | CreateOptions.NO_INTERMEDIATE_BUFFERING | CreateOptions.DELETE_ON_CLOSE;

/**
 * Requests that may wait on one open, for a lock or for a change. Each brings its credits back when it begins to wait,
 * so that nothing else bounds them; Windows lets a whole connection have 512 under way.
 */
const MOST_WAITING = 512;

/** What CREATE settled. */
export interface FileOpenInit {
  readonly fileId: FileId;
  readonly tree: Tree;
  readonly share: DiskShare;
  readonly file: SharedFile;
  /** Of an alternate stream, without colons. */
  readonly stream: string | undefined;
  readonly grantedAccess: number;
  readonly shareAccess: number;
  readonly createOptions: number;
  /** Missing where no data were asked for. */
  readonly bytes: FileBytes | undefined;
}

/** A file, folder or stream that a client has open. */
export class FileOpen implements Holder {
  readonly kind = 'file';
  readonly fileId: FileId;
  readonly tree: Tree;
  readonly share: DiskShare;
  readonly file: SharedFile;
  /** Follows renames. */
  stream: string | undefined;
  readonly grantedAccess: number;
  readonly shareAccess: number;
  readonly createOptions: number;
  readonly bytes: FileBytes | undefined;
  /** CREATE asked for it; the disposition of SET_INFO is the file's own. */
  deleteOnClose = false;
  /** It is marked to go with this open already, though others may still have it open. */
  removesOnClose = false;
  /** FilePositionInformation, which nothing but its own query uses. */
  position = 0n;
  /** FileModeInformation: the options of CREATE that last ([MS-FSCC] 2.4.31). */
  mode: number;
  /** How far its entries were told. */
  listing: Listing | undefined;
  /** What it hears of its folder, once it was asked to. */
  watch: Watch | undefined;
  closed = false;
  /** What must end with it: waiting locks, watches, listings. */
  readonly #ends = new Set<() => void>();
  #waiting = 0;
  #busy = 0;
  #idle: (() => void) | undefined;

  constructor(init: FileOpenInit) {
    this.fileId = init.fileId;
    this.tree = init.tree;
    this.share = init.share;
    this.file = init.file;
    this.stream = init.stream;
    this.grantedAccess = init.grantedAccess;
    this.shareAccess = init.shareAccess;
    this.createOptions = init.createOptions;
    this.bytes = init.bytes;
    this.mode = init.createOptions & MODE_BITS;
    init.file.opens.add(this);
  }

  /** What the file system says of it now. */
  async entry(): Promise<FileEntry> {
    return this.share.fs.lookup(this.path);
  }

  /**
   * Where it lies now.
   * @throws {Refused} STATUS_FILE_CLOSED when it has no name any more: another file may have it by now
   */
  get path(): string {
    if (this.file.orphaned) throw new Refused(NtStatus.STATUS_FILE_CLOSED);
    return this.file.path;
  }

  /** The locks of its bytes, its own and those of others. */
  get locks(): RangeLocks {
    return this.file.locksOf(this.stream);
  }

  /** @throws {Refused} STATUS_FILE_LOCK_CONFLICT when somebody's lock keeps it from reading or writing there */
  checkLocks(offset: number, length: number, way: 'read' | 'write'): void {
    const range = { start: BigInt(offset), end: BigInt(offset + length) };
    if (this.locks.refuses(this, range, way === 'write')) {
      throw new Refused(NtStatus.STATUS_FILE_LOCK_CONFLICT);
    }
  }

  /** Does something when it closes. @returns takes that back */
  onClose(end: () => void): () => void {
    this.#ends.add(end);
    return () => void this.#ends.delete(end);
  }

  /**
   * Something that waits on it, for however long.
   * @throws {Refused} STATUS_INSUFFICIENT_RESOURCES where too much does already
   */
  async whileWaiting<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING) throw new Refused(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
    this.#waiting++;
    try {
      return await work();
    } finally {
      this.#waiting--;
    }
  }

  /** Work on its bytes, which CLOSE waits for. */
  async using<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      if (--this.#busy === 0) this.#idle?.();
    }
  }

  /** Ends what waits on it, and waits for what is written. */
  async settle(): Promise<void> {
    for (const end of [...this.#ends]) end();
    this.#ends.clear();
    if (this.#busy > 0) await new Promise<void>(resolve => (this.#idle = resolve));
  }

  /** Gives it back; called once more it does nothing. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.release();
    await this.settle();
    this.locks.releaseAll(this);
    await this.bytes?.close();
    const { file, share } = this;
    // only what goes concerns others: an ordinary CLOSE waits for nobody and keeps nobody waiting
    if (this.deleteOnClose || file.deletePending) await share.turns.alone(() => this.#leave());
    else if (file.opens.size === 0) share.forget(file);
  }

  /** Stands in nobody's way from now on: a CREATE on the heels of a CLOSE must not meet it. */
  release(): void {
    const { file } = this;
    file.opens.delete(this);
    if (this.deleteOnClose && this.stream === undefined) file.deletePending = true;
  }

  /** The last one out removes what is marked to go. */
  async #leave(): Promise<void> {
    const { file, share } = this;
    if (this.deleteOnClose && this.stream !== undefined) {
      await share.fs.removeStream?.(file.path, this.stream).catch(() => undefined);
    }
    const last = file.opens.size === 0;
    if (last) share.forget(file);
    if (!file.deletePending || file.orphaned || !(last || this.removesOnClose)) return;
    try {
      await share.fs.remove(file.path);
    } catch {
      return; // a folder that was filled meanwhile stays, as it does on Windows
    }
    share.orphan(file);
    share.named(FileAction.REMOVED, file);
  }
}
