import { constants, existsSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { refusal } from '../refusal.ts';
import type { DiskName } from './disk-names.ts';

/** Linux: the thing itself, neither read nor written. Node has no name for it. */
const O_PATH = 0x20_0000;
const PROC = '/proc/self/fd';
/** Folders that are kept open: enough for what a few clients work in. */
const KEPT = 64;

/** Something on the disk that is held, whatever becomes of its names. */
export interface Held {
  /** A path that means it; on Linux through its descriptor, so that no renaming can change that. */
  readonly path: Buffer;
  release(): void;
}

/** A folder that is held. */
export interface Anchor extends Held {
  /** A path that means a name in it; a link itself, as long as nobody follows it. */
  at(name: DiskName): Buffer;
}

/**
 * The ways from the root to what lies below it. Whatever links there are on the way, and whoever renames folders
 * meanwhile: what is handed out lies inside the root.
 *
 * On Linux the kernel opens the folder, links and all, only as a place (`O_PATH`), then tells where that is; and all
 * that follows goes through its descriptor (`/proc/self/fd/N/name`), as `openat` would. Elsewhere the path is made
 * real and compared before it is used: links cannot lead out, but somebody who puts one there in that instant can.
 */
export class Anchors {
  readonly #root: string;
  readonly #exact = process.platform === 'linux' && existsSync(PROC);
  #rootPlace: Promise<Place> | undefined;
  /** Folders to which no link leads, by their paths below the root; the one that was used last at the end. */
  readonly #kept = new Map<string, Place>();

  /** @throws ENOENT, ENOTDIR when it is no folder */
  constructor(root: string) {
    this.#root = realpathSync(root);
    if (!statSync(this.#root).isDirectory()) throw refusal('ENOTDIR', root);
  }

  /** Where the root is, or was when this began. */
  get root(): string {
    return this.#root;
  }

  /**
   * Holds a folder.
   *
   * @param path names joined by `/`; empty for the root
   * @throws EACCES when it lies outside, ENOENT, ENOTDIR
   */
  async folder(path: string): Promise<Anchor> {
    if (!this.#exact) return this.#checked(path);
    const root = await this.#held();
    if (path === '') return root.taken();
    const expected = join(root.where(), path);
    const kept = this.#kept.get(path);
    if (kept !== undefined) {
      this.#kept.delete(path);
      if (kept.where() === expected) {
        this.#kept.set(path, kept);
        return kept.taken();
      }
      kept.drop(); // it is somewhere else now, or gone
    }
    const place = await Place.of(root.at(path), constants.O_DIRECTORY);
    const anchor = place.taken();
    const where = place.where();
    if (where === expected) this.#keep(path, place);
    else place.drop();
    if (inside(root.where(), where)) return anchor;
    anchor.release();
    throw outside();
  }

  /** Holds what a name means: a link itself. */
  async thing(folder: Anchor, name: DiskName): Promise<Held> {
    if (!this.#exact) return { path: folder.at(name), release: () => undefined };
    const place = await Place.of(folder.at(name), constants.O_NOFOLLOW);
    const held = place.taken();
    place.drop();
    return held;
  }

  /** Holds what a link leads to. @throws EACCES when that lies outside, ENOENT when it leads nowhere */
  async target(folder: Anchor, link: DiskName): Promise<Held> {
    if (!this.#exact) return this.#real(folder.at(link));
    const root = await this.#held();
    const place = await Place.of(folder.at(link), 0);
    const held = place.taken();
    place.drop();
    if (inside(root.where(), place.where())) return held;
    held.release();
    throw outside();
  }

  /** Lets all go; what is still in use closes when it is released. Whoever comes later begins anew. */
  async close(): Promise<void> {
    for (const place of this.#kept.values()) place.drop();
    this.#kept.clear();
    const root = this.#rootPlace;
    this.#rootPlace = undefined;
    (await root)?.drop();
  }

  #held(): Promise<Place> {
    this.#rootPlace ??= Place.of(Buffer.from(this.#root), constants.O_DIRECTORY);
    return this.#rootPlace;
  }

  #keep(path: string, place: Place): void {
    this.#kept.get(path)?.drop();
    this.#kept.set(path, place);
    if (this.#kept.size <= KEPT) return;
    for (const [oldest, other] of this.#kept) {
      this.#kept.delete(oldest);
      other.drop();
      break;
    }
  }

  async #checked(path: string): Promise<Anchor> {
    const { path: real } = await this.#real(Buffer.from(join(latin1(this.#root), path), 'latin1'));
    const at = (name: DiskName) => Buffer.concat([real, Buffer.from(sep + name, 'latin1')]);
    return { path: real, at, release: () => undefined };
  }

  async #real(path: Buffer): Promise<Held> {
    const real = await realpath(path, 'buffer');
    if (!inside(latin1(this.#root), real.toString('latin1'))) throw outside();
    return { path: real, release: () => undefined };
  }
}

/** A descriptor that is closed when nobody needs it any more. */
class Place {
  readonly #handle: FileHandle;
  readonly #proc: string;
  #users = 1;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
    this.#proc = `${PROC}/${handle.fd}`;
  }

  static async of(path: Buffer, flags: number): Promise<Place> {
    return new Place(await open(path, O_PATH | flags));
  }

  /** Asks the kernel, in memory: a few microseconds, never a disk. */
  where(): string {
    return readlinkSync(this.#proc, 'latin1');
  }

  at(name: string): Buffer {
    return Buffer.from(`${this.#proc}/${name}`, 'latin1');
  }

  taken(): Anchor {
    this.#users++;
    let held = true;
    return {
      path: Buffer.from(this.#proc),
      at: name => this.at(name),
      release: () => {
        if (held) this.drop();
        held = false;
      },
    };
  }

  drop(): void {
    this.#users--;
    // nothing was written through it, so nothing can fail that anybody could mend
    if (this.#users === 0) void this.#handle.close().catch(() => undefined);
  }
}

function latin1(path: string): string {
  return Buffer.from(path).toString('latin1');
}

function join(root: string, path: string): string {
  return path === '' ? root : `${root.endsWith('/') ? root.slice(0, -1) : root}/${path}`;
}

function inside(root: string, path: string): boolean {
  const start = root.endsWith(sep) ? root : root + sep;
  return path === root || path.startsWith(start);
}

/** Whoever knows the path that was asked for tells it. */
function outside(): Error {
  return Object.assign(new Error('a link leads out of the share'), { code: 'EACCES' });
}
