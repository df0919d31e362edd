import type { CreateResponse } from '../commands/create.ts';
import { filetimeToMs } from '../wire/dtyp/filetime.ts';
import type { FileIdBothDirectoryEntry } from '../wire/fscc/file-id-both-directory-information.ts';
import { ReparseTag } from '../wire/fscc/reparse/reparse-tag.ts';
import { FileAttributes } from '../wire/smb2/file-attributes.ts';

/** What {@link Stats} are made from; times are ticks of 100 ns since 1601. */
export interface StatsInit {
  readonly endOfFile: bigint;
  readonly allocationSize: bigint;
  readonly fileAttributes: number;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  /** 0n where it is not known. */
  readonly fileId?: bigint | undefined;
  /** [MS-FSCC] 2.1.2.1; 0 where there is none. */
  readonly reparseTag?: number | undefined;
  /** What it is where attributes and tag do not tell. */
  readonly kind?: FileKind | undefined;
}

const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
/** What else a file may be, by the letters of [MS-FSCC] 2.1.2.6, as the type in a `mode`. */
const TYPES = { FIFO: 0o010000, CHR: 0o020000, BLK: 0o060000, LNK: 0o120000, SOCK: 0o140000 } as const;
/** Not a file nor a folder, but a link or one of the special files of POSIX systems. */
export type FileKind = keyof typeof TYPES;
/** What Linux in Windows (WSL) makes. */
const SPECIAL = new Map<number, FileKind>([
  [ReparseTag.AF_UNIX, 'SOCK'],
  [ReparseTag.LX_FIFO, 'FIFO'],
  [ReparseTag.LX_CHR, 'CHR'],
  [ReparseTag.LX_BLK, 'BLK'],
]);
/** The bit of a reparse tag that says: this stands for another file. Deduplicated and cloud files lack it. */
const NAME_SURROGATE = 0x2000_0000;

/**
 * What a server tells of a file: the fields of `fs.Stats`, and those that only Windows has.
 *
 * `mode` is the type (file, folder, link, special file) with 0o666 or 0o777, less the write bits where the file is
 * read-only. `uid`, `gid` and `dev` are 0, which SMB does not tell, and `nlink` is 1, which no listing tells: ask an open
 * file for `FileStandardInformation`, whose `numberOfLinks` it is.
 *
 * @example
 * ```ts
 * const { size, mtime, fileAttributes } = await share.stat('report.pdf');
 * console.log(size, mtime, (fileAttributes & FileAttributes.HIDDEN) !== 0);
 * ```
 */
export class Stats {
  readonly dev = 0;
  /** {@link Stats.fileId} as a number, not exact beyond 2^53. */
  readonly ino: number;
  readonly mode: number;
  readonly nlink = 1;
  readonly uid = 0;
  readonly gid = 0;
  readonly rdev = 0;
  /** Bytes. */
  readonly size: number;
  readonly blksize = 4096;
  /** Of 512 bytes, as everywhere. */
  readonly blocks: number;
  /** Bits of `FileAttributes`. */
  readonly fileAttributes: number;
  /** Bytes that the file takes on the server's disk. */
  readonly allocationSize: number;
  /** The number of the file within its volume; 0n where the server has none. */
  readonly fileId: bigint;
  /** What kind of link or placeholder this is; 0 for an ordinary file. */
  readonly reparseTag: number;
  /** Ticks of 100 ns since 1601, exactly as on the server. */
  readonly creationTime: bigint;
  /** Ticks of 100 ns since 1601, exactly as on the server. */
  readonly lastAccessTime: bigint;
  /** Ticks of 100 ns since 1601, exactly as on the server; `utimes` takes it. */
  readonly lastWriteTime: bigint;
  /** Of data or attributes: ticks of 100 ns since 1601, exactly as on the server. */
  readonly changeTime: bigint;

  /** @internal */
  constructor(init: StatsInit, reparseTag = init.reparseTag ?? 0) {
    this.fileAttributes = init.fileAttributes;
    this.reparseTag = reparseTag;
    this.fileId = init.fileId ?? 0n;
    this.ino = Number(this.fileId);
    this.size = Number(init.endOfFile);
    this.allocationSize = Number(init.allocationSize);
    this.blocks = Math.ceil(this.allocationSize / 512);
    this.creationTime = init.creationTime;
    this.lastAccessTime = init.lastAccessTime;
    this.lastWriteTime = init.lastWriteTime;
    this.changeTime = init.changeTime;
    this.mode = modeOf(this.fileAttributes, init.kind ?? kindOf(this.reparseTag));
  }

  get atimeMs(): number {
    return milliseconds(this.lastAccessTime);
  }
  get mtimeMs(): number {
    return milliseconds(this.lastWriteTime);
  }
  get ctimeMs(): number {
    return milliseconds(this.changeTime);
  }
  get birthtimeMs(): number {
    return milliseconds(this.creationTime);
  }
  get atime(): Date {
    return dateOf(this.atimeMs);
  }
  get mtime(): Date {
    return dateOf(this.mtimeMs);
  }
  get ctime(): Date {
    return dateOf(this.ctimeMs);
  }
  get birthtime(): Date {
    return dateOf(this.birthtimeMs);
  }

  isFile(): boolean {
    return this.#is(S_IFREG);
  }
  isDirectory(): boolean {
    return this.#is(S_IFDIR);
  }
  /** A link or a junction itself; `stat` shows where it leads to. */
  isSymbolicLink(): boolean {
    return this.#is(TYPES.LNK);
  }
  /** Only what NFS or WSL made. */
  isBlockDevice(): boolean {
    return this.#is(TYPES.BLK);
  }
  /** Only what NFS or WSL made. */
  isCharacterDevice(): boolean {
    return this.#is(TYPES.CHR);
  }
  /** Only what NFS or WSL made. */
  isFIFO(): boolean {
    return this.#is(TYPES.FIFO);
  }
  /** Only what NFS or WSL made. */
  isSocket(): boolean {
    return this.#is(TYPES.SOCK);
  }

  /**
   * The same, known to be a link or a special file.
   *
   * @internal
   */
  as(kind: FileKind | undefined): Stats {
    if (kind === undefined) return this;
    const { fileAttributes, reparseTag, fileId, creationTime, lastAccessTime, lastWriteTime, changeTime } =
      this;
    return new Stats({
      ...{
        fileAttributes,
        reparseTag,
        fileId,
        creationTime,
        lastAccessTime,
        lastWriteTime,
        changeTime,
        kind,
      },
      endOfFile: BigInt(this.size),
      allocationSize: BigInt(this.allocationSize),
    });
  }

  /** As `fs.Stats` would be written, with ticks and `fileId` as decimal text. */
  toJSON(): Record<string, unknown> {
    const { atimeMs, mtimeMs, ctimeMs, birthtimeMs, atime, mtime, ctime, birthtime } = this;
    const own = Object.entries(this).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'bigint' ? String(value) : value,
    ]);
    return {
      ...(Object.fromEntries(own) as Record<string, unknown>),
      ...{ atimeMs, mtimeMs, ctimeMs, birthtimeMs, atime, mtime, ctime, birthtime },
    };
  }

  #is(type: number): boolean {
    return (this.mode & 0o170000) === type;
  }
}

/** What CREATE told of the file it opened: of a link itself only where that was asked for. */
export function statsFromCreate(response: CreateResponse, fileId = 0n, reparseTag = 0): Stats {
  return new Stats({ ...response, fileId, reparseTag });
}

/** What a listing tells of one entry; of a link, the link itself. */
export function statsFromEntry(entry: FileIdBothDirectoryEntry): Stats {
  const reparse = (entry.fileAttributes & FileAttributes.REPARSE_POINT) !== 0;
  return new Stats(entry, reparse ? entry.eaSize : 0);
}

function kindOf(reparseTag: number): FileKind | undefined {
  return SPECIAL.get(reparseTag) ?? ((reparseTag & NAME_SURROGATE) === 0 ? undefined : 'LNK');
}

function modeOf(fileAttributes: number, kind: FileKind | undefined): number {
  if (kind === 'LNK') return TYPES.LNK | 0o777;
  const isFolder = kind === undefined && (fileAttributes & FileAttributes.DIRECTORY) !== 0;
  const mode = isFolder ? S_IFDIR | 0o777 : (kind === undefined ? S_IFREG : TYPES[kind]) | 0o666;
  return (fileAttributes & FileAttributes.READONLY) !== 0 ? mode & ~0o222 : mode;
}

/** Since 1970; 0 stands for a time that the file system does not keep. */
function milliseconds(ticks: bigint): number {
  return ticks === 0n ? 0 : filetimeToMs(ticks);
}

function dateOf(ms: number): Date {
  return new Date(Math.floor(ms));
}
