/**
 * The port between the server and what it serves: a folder on the disk, a tree in memory, a tree that is
 * computed. Anything that implements it can be shared.
 *
 * Paths are the names between the share's root and the file, joined by `/`; the root is `''`. Names are those on
 * the wire, of any UTF-16; none is ever empty, `.` or `..`, nor holds `/` or `\`. Failures are errors with a
 * `code` of Node (`ENOENT`, `EEXIST`, `ENOTDIR`, `EISDIR`, `ENOTEMPTY`, `EACCES`, `EROFS`, `ENOSPC`, `EINVAL`,
 * ...), which the server turns into the NTSTATUS of the same meaning; errors of `node:fs` do as they are.
 *
 * Share modes, locks, delete on close and notifications are the server's work: a file system need not know them.
 * What is optional here and missing is refused to clients with STATUS_NOT_SUPPORTED or its like.
 */
export interface FileSystem {
  /** Nothing can be changed: every request to do so is refused before it comes here. @defaultValue false */
  readonly readOnly?: boolean | undefined;
  /** Names that differ only in case are different names. @defaultValue false */
  readonly caseSensitive?: boolean | undefined;

  /**
   * What lies at a path. Where names are not case sensitive any spelling finds it, and `path` tells its own.
   * @throws ENOENT when nothing does, ENOTDIR when a parent is a file
   */
  lookup(path: string): Promise<FileEntry>;
  /** The children of a folder in a fixed order, in batches of a size that suits the file system. */
  list(path: string): AsyncIterable<readonly FileEntry[]> | Iterable<readonly FileEntry[]>;
  /** Size and room of the volume. */
  volume(): Promise<VolumeFacts>;

  /** Opens the bytes of a file that exists, or of one of its alternate streams. */
  open(path: string, options: OpenBytes): Promise<FileBytes>;
  /**
   * Makes an empty file or folder.
   * @throws EEXIST when the path is taken, ENOENT when its parent is missing
   */
  create(path: string, what: NewFile): Promise<FileEntry>;
  /** Removes a file, a link, or an empty folder. @throws ENOTEMPTY */
  remove(path: string): Promise<void>;
  /**
   * Moves, whatever the spelling that `from` and `to` differ in. An existing file at `to` is replaced only if the
   * caller says so; a folder never is.
   */
  rename(from: string, to: string, replace: boolean): Promise<void>;
  /** Changes times and attributes; what is left out stays. */
  update(path: string, changes: FileChanges): Promise<void>;

  /** A second name for a file. */
  link?(existing: string, added: string, replace: boolean): Promise<void>;
  /** Extended attributes, their names in the case in which they were set. */
  getXattrs?(path: string): Promise<readonly Xattr[]>;
  /** Sets one; an empty value removes it. */
  setXattr?(path: string, xattr: Xattr): Promise<void>;
  /** Alternate streams, the unnamed one not among them. */
  streams?(path: string): Promise<readonly StreamEntry[]>;
  removeStream?(path: string, stream: string): Promise<void>;
  renameStream?(path: string, stream: string, to: string, replace: boolean): Promise<void>;
  /** A REPARSE_DATA_BUFFER ([MS-FSCC] 2.1.2), for entries with a `reparseTag`. */
  getReparsePoint?(path: string): Promise<Uint8Array>;
  setReparsePoint?(path: string, data: Uint8Array): Promise<void>;
  deleteReparsePoint?(path: string, tag: number): Promise<void>;
  /** A self-relative SECURITY_DESCRIPTOR ([MS-DTYP] 2.4.6). @throws ENODATA when nobody has set one */
  getSecurity?(path: string): Promise<Uint8Array>;
  setSecurity?(path: string, descriptor: Uint8Array): Promise<void>;
  /** The times at which the tree was kept, in FILETIME ticks, newest first. */
  snapshots?(): Promise<readonly bigint[]>;
  /** The tree as it was; only times that `snapshots` tells are asked for. */
  snapshot?(time: bigint): FileSystem;
  /**
   * Tells what others than the server change below `path`. Resolves when nothing is missed any more.
   * @returns ends it
   */
  watch?(path: string, recursive: boolean, changed: (change: FileChange) => void): Promise<() => void>;
  /** The server that served it has closed. */
  close?(): Promise<void>;
}

/** One file, folder or link. Times are FILETIME ticks: 100 ns since 1601. */
export interface FileEntry {
  /** As the file system spells it, the whole path from the root. */
  readonly path: string;
  readonly isDirectory: boolean;
  /** Bits of [MS-FSCC] 2.6, without FILE_ATTRIBUTE_DIRECTORY, REPARSE_POINT and NORMAL, which the server adds. */
  readonly attributes: number;
  /** In bytes; 0 for folders. */
  readonly size: number;
  /** Bytes taken on the medium. */
  readonly allocationSize: number;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  /** The same for every name of a file, and for no other file. */
  readonly fileId: bigint;
  readonly links: number;
  /** Of a link or another reparse point; then `path` itself is meant, never what it leads to. */
  readonly reparseTag?: number | undefined;
  /** A file that has no short name gets none; the server never invents one. */
  readonly shortName?: string | undefined;
}

/** What a new file shall be. */
export interface NewFile {
  readonly isDirectory: boolean;
  readonly attributes: number;
}

/** What `update` may change. */
export interface FileChanges {
  readonly attributes?: number | undefined;
  readonly creationTime?: bigint | undefined;
  readonly lastAccessTime?: bigint | undefined;
  readonly lastWriteTime?: bigint | undefined;
  readonly changeTime?: bigint | undefined;
}

/** How bytes are opened. */
export interface OpenBytes {
  readonly write: boolean;
  /** An alternate stream; only where `streams` exists. */
  readonly stream?: string | undefined;
  /** Makes the stream if it is missing. @defaultValue false */
  readonly create?: boolean | undefined;
}

/** The bytes of an open file. Offsets and sizes are safe integers. */
export interface FileBytes {
  /** Fills `into` from `offset` on. @returns bytes read, fewer only at the end of the file */
  read(offset: number, into: Uint8Array): Promise<number>;
  /** Writes all chunks, one after the other; a hole before `offset` reads as zeros. */
  write(offset: number, chunks: readonly Uint8Array[]): Promise<void>;
  size(): Promise<number>;
  truncate(size: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
  /** Makes a range of zeros, without memory for it where the file system can. */
  zero?(from: number, to: number): Promise<void>;
  /** The ranges that hold something between two offsets. */
  allocated?(from: number, to: number): Promise<readonly ByteRange[]>;
}

/** From `start` on, `end` exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An extended attribute. */
export interface Xattr {
  readonly name: string;
  readonly value: Uint8Array;
}

/** An alternate stream; the name without colons. */
export interface StreamEntry {
  readonly name: string;
  readonly size: number;
  readonly allocationSize: number;
}

/** Of the volume, in bytes. */
export interface VolumeFacts {
  readonly total: number;
  readonly free: number;
  readonly label: string;
  readonly serialNumber: number;
  readonly creationTime: bigint;
}

/** A change that did not come through the server. */
export interface FileChange {
  readonly type: 'added' | 'removed' | 'modified' | 'overflow';
  readonly path: string;
}
