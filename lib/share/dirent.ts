import type { WalkItem } from '../operators/walk.ts';
import type { FileIdBothDirectoryEntry } from '../wire/fscc/file-id-both-directory-information.ts';
import { asComponent } from '../wire/names.ts';
import { type Stats, statsFromEntry } from './stats.ts';
import type { Volume } from './volume.ts';

/**
 * One entry of a folder, as `fs.Dirent`, with all that the server's listing told of it: no `stat` is needed.
 *
 * @example
 * ```ts
 * for (const entry of await share.readdir('docs', { withFileTypes: true })) {
 *   if (entry.isFile()) console.log(entry.name, entry.stats.size);
 * }
 * ```
 */
export class Dirent {
  /**
   * One part of a path: never empty, no `..`, no `/` in it. Where the server listed something else, U+FFFD stands for
   * what cannot be, and nothing has that name.
   */
  readonly name: string;
  /** The folder it lies in, below the path that was asked for. */
  readonly parentPath: string;
  readonly stats: Stats;

  /** @internal */
  constructor(name: string, parentPath: string, stats: Stats) {
    this.name = asComponent(name);
    if (this.name !== name) misnamed.add(this);
    this.parentPath = parentPath;
    this.stats = stats;
  }

  isFile(): boolean {
    return this.stats.isFile();
  }
  isDirectory(): boolean {
    return this.stats.isDirectory();
  }
  isSymbolicLink(): boolean {
    return this.stats.isSymbolicLink();
  }
  /** Only what WSL made: of NFS a listing does not tell. */
  isBlockDevice(): boolean {
    return this.stats.isBlockDevice();
  }
  /** Only what WSL made: of NFS a listing does not tell. */
  isCharacterDevice(): boolean {
    return this.stats.isCharacterDevice();
  }
  /** Only what WSL made: of NFS a listing does not tell. */
  isFIFO(): boolean {
    return this.stats.isFIFO();
  }
  /** Only what WSL made: of NFS a listing does not tell. */
  isSocket(): boolean {
    return this.stats.isSocket();
  }
}

const misnamed = new WeakSet<Dirent>();

/** The server listed it by a name that none of its files could have. */
export function isMisnamed(entry: Dirent): boolean {
  return misnamed.has(entry);
}

/** One entry of a walk. */
export class WalkEntry extends Dirent {
  /** Relative to the start of the walk, `/` between its parts. */
  readonly path: string;
  /** 1 for what lies in the start folder itself. */
  readonly depth: number;

  /** @internal */
  constructor(name: string, parentPath: string, stats: Stats, path: string, depth: number) {
    super(name, parentPath, stats);
    this.path = path;
    this.depth = depth;
  }
}

/** An entry of a listing of `folder`, as users see it. */
export function direntOf(volume: Volume, folder: string, entry: FileIdBothDirectoryEntry): Dirent {
  return new Dirent(volume.fromWire(entry.fileName), folder, statsFromEntry(entry));
}

/** Items of a walk that began at `start`, as users see them. */
export function walkEntriesOf(volume: Volume, start: string): (item: WalkItem) => WalkEntry {
  // neighbours come one after the other
  let wire: string | undefined;
  let folder = '';
  let parentPath = '';
  return ({ folder: at, depth, entry }) => {
    if (at !== wire) {
      wire = at;
      folder = volume.pathFromWire(at);
      parentPath = below(start, folder);
    }
    const name = volume.fromWire(entry.fileName);
    const path = below(folder, asComponent(name));
    return new WalkEntry(name, parentPath, statsFromEntry(entry), path, depth);
  };
}

/** A path below another one, which is kept as it was given. */
export function below(start: string, path: string): string {
  if (path === '' || start === '') return path === '' ? start : path;
  return start.endsWith('/') ? start + path : `${start}/${path}`;
}
