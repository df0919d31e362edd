import { closeSync, constants, existsSync, lstatSync, openSync, readlinkSync } from 'node:fs';

import { SmbError } from '../errors.ts';

/** Linux: a folder as a place, neither read nor written. Node has no name for it. */
const O_PATH = 0x20_0000;
const PLACE = O_PATH | constants.O_DIRECTORY;
const PROC = '/proc/self/fd';
/** Folders that are kept open: more than are worked in at once. */
const KEPT = 64;

/** A folder that is held, whatever becomes of its name. */
export interface HeldFolder {
  /** Means it in front of a `/` and a name. */
  readonly path: string;
  /** To be called once; the path means nothing from then on. */
  release(): void;
}

/**
 * The folders below a local one, entered name by name and never through a link.
 *
 * On Linux each is opened from the one above it (`/proc/self/fd/N/name` is the `openat` of those who have only Node)
 * and kept for the next file in it, for as long as the kernel says, once in a turn of the event loop, that it is still
 * where it was: so no link can come between. Elsewhere the whole way is looked at each time, which somebody quick can outrun.
 */
export class LocalFolders {
  readonly #root: string;
  readonly #exact = process.platform === 'linux' && existsSync(PROC);
  /** By path; the one that was used last at the end. */
  readonly #kept = new Map<string, Place>();
  /** Found where they were in this turn of the event loop: a look for each file would cost as much as writing it. */
  readonly #seen = new Set<Place>();

  /** @param root may itself be a link, for it was named by whoever asked */
  constructor(root: string) {
    this.#root = root.length > 1 ? root.replace(/\/+$/, '') || '/' : root;
  }

  /** The path of a file or folder, for those who read messages. */
  shown(path: string): string {
    if (path === '') return this.#root;
    return this.#root.endsWith('/') ? this.#root + path : `${this.#root}/${path}`;
  }

  /**
   * Holds a folder.
   *
   * @param path relative to the root, which is the empty string
   * @throws `ENOENT`, `ENOTDIR` when a folder on the way is not one, or a link
   */
  enter(path: string): HeldFolder {
    if (!this.#exact) return this.#looked(path);
    const kept = this.#kept.get(path);
    this.#kept.delete(path);
    if (kept !== undefined && this.#isThere(kept)) {
      this.#kept.set(path, kept);
      return kept.taken();
    }
    kept?.release();
    const place = path === '' ? new Place(openSync(this.#root, PLACE)) : this.#below(path);
    this.#keep(path, place);
    return place.taken();
  }

  /** Folders were moved or removed just now, by ourselves. */
  doubt(): void {
    this.#seen.clear();
  }

  /** Lets all go; what is still held closes when it is released. */
  close(): void {
    for (const place of this.#kept.values()) place.release();
    this.#kept.clear();
  }

  #isThere(place: Place): boolean {
    if (this.#seen.has(place)) return true;
    if (!place.isWhereItWas) return false;
    if (this.#seen.size === 0) setImmediate(() => this.#seen.clear());
    this.#seen.add(place);
    return true;
  }

  #below(path: string): Place {
    const above = this.enter(folderOf(path));
    try {
      return new Place(openSync(`${above.path}/${nameOf(path)}`, PLACE | constants.O_NOFOLLOW));
    } catch (error) {
      throw isNoFolder(error) ? noFolder(this.shown(path)) : error;
    } finally {
      above.release();
    }
  }

  #keep(path: string, place: Place): void {
    this.#kept.set(path, place);
    if (this.#kept.size <= KEPT) return;
    for (const [oldest, other] of this.#kept) {
      this.#kept.delete(oldest);
      other.release();
      break;
    }
  }

  #looked(path: string): HeldFolder {
    const held = { path: this.shown(path), release: () => undefined };
    if (path === '') return held;
    for (let at = path.indexOf('/'); ; at = path.indexOf('/', at + 1)) {
      const folder = this.shown(at < 0 ? path : path.slice(0, at));
      if (!lstatSync(folder).isDirectory()) throw noFolder(folder);
      if (at < 0) return held;
    }
  }
}

/** A descriptor that is closed when nobody needs it any more. */
class Place implements HeldFolder {
  readonly path: string;
  readonly #fd: number;
  readonly #where: string;
  #users = 1;

  constructor(fd: number) {
    this.#fd = fd;
    this.path = `${PROC}/${fd}`;
    this.#where = readlinkSync(this.path);
  }

  /** Neither it nor a folder above it was moved or removed. */
  get isWhereItWas(): boolean {
    return readlinkSync(this.path) === this.#where;
  }

  taken(): HeldFolder {
    this.#users++;
    return this;
  }

  release(): void {
    if (--this.#users === 0) closeSync(this.#fd);
  }
}

/** The folder that a path lies in; the empty string is the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** @param path as it is shown */
export function noFolder(path: string): SmbError {
  const message = `ENOTDIR: not a folder, '${path}'`;
  return new SmbError({ code: 'ENOTDIR', message, syscall: 'sync', path });
}

/** @param path as it is shown */
export function noFile(path: string): SmbError {
  return new SmbError({ code: 'EINVAL', message: `EINVAL: no longer a file, '${path}'`, path });
}

/** What the kernel says of a link, or of a file, where a folder is to be. */
function isNoFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTDIR' || error.code === 'ELOOP');
}
