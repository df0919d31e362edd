import type { BigIntStats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { SmbError } from '../../../errors.ts';
import { foldCase } from '../../../wire/names.ts';
import { below, parted } from '../paths.ts';
import { codeOf, refusal } from '../refusal.ts';
import { type Anchor, Anchors, type Held } from './anchors.ts';
import { type DiskName, DiskNames } from './disk-names.ts';
import { NameIndex } from './name-index.ts';

/** A place in a folder of the disk, taken or not; the folder is held. */
export interface DiskSpot {
  readonly folder: Anchor;
  /** Of the folder, as it lies on the disk. */
  readonly within: string;
  /** The name that is there; where none is, the one that was asked for. */
  readonly name: DiskName;
  /** The name that was asked for. */
  readonly asked: DiskName;
  /** On the wire, as the disk spells it. */
  readonly path: string;
  /** Of the name itself: a link's own. */
  readonly stats: BigIntStats | undefined;
}

/** A spot where something is. */
export type DiskFound = DiskSpot & { readonly stats: BigIntStats };

/** A thing of the disk that may be looked at, links followed. */
export interface DiskThing extends Held {
  readonly stats: BigIntStats;
}

/** Where a folder lies. */
export interface DiskFolder {
  /** On the disk, below the root. */
  readonly disk: string;
  readonly wire: string;
}

/** A folder to be let go by whoever holds it. */
export type HeldFolder = DiskFolder & { readonly anchor: Anchor };

/** Finds names of the wire on a disk, in whatever case. */
export class Disk {
  readonly anchors: Anchors;
  readonly names: DiskNames;
  readonly index: NameIndex;
  readonly caseSensitive: boolean;

  constructor(root: string, mapNames: boolean, caseSensitive: boolean) {
    this.anchors = new Anchors(root);
    this.names = new DiskNames(mapNames);
    this.caseSensitive = caseSensitive;
    this.index = new NameIndex(name => {
      const wire = this.names.fromDisk(name);
      return wire === undefined ? undefined : foldCase(wire);
    });
  }

  /** Works with a place; the folder is let go afterwards. @throws ENOENT, ENOTDIR, EACCES about its parents */
  async spot<T>(path: string, work: (spot: DiskSpot) => Promise<T>): Promise<T> {
    return told(path, async () => {
      const { folder, name } = parted(path);
      if (name === '') throw refusal('EBUSY', path);
      return this.#in(folder, async (anchor, { disk, wire }) =>
        work(await this.#spot(anchor, disk, wire, name)),
      );
    });
  }

  /** @throws ENOENT as well */
  async found<T>(path: string, work: (spot: DiskFound) => Promise<T>): Promise<T> {
    return this.spot(path, spot => work(foundAt(spot, path)));
  }

  /** Holds a folder, whatever the spelling of its path. */
  held(path: string): Promise<HeldFolder> {
    return told(path, () => this.#held(path));
  }

  /** Works in a folder and lets it go. */
  inFolder<T>(path: string, work: (anchor: Anchor, folder: DiskFolder) => Promise<T>): Promise<T> {
    return told(path, () => this.#in(path, work));
  }

  /**
   * Holds what lies at a spot, behind the link if it is one.
   *
   * @throws EACCES for a link that leads out, ENOENT for one that leads nowhere
   */
  async thing({ folder, name, stats }: DiskFound): Promise<DiskThing> {
    const held = stats.isSymbolicLink()
      ? await this.anchors.target(folder, name)
      : await this.anchors.thing(folder, name);
    try {
      const facts = await stat(held.path, { bigint: true });
      return { path: held.path, release: () => held.release(), stats: facts };
    } catch (error) {
      held.release();
      throw error;
    }
  }

  /** What a name of a folder is on the wire; undefined for one that cannot be shown. */
  async shown(anchor: Anchor, name: DiskName): Promise<string | undefined> {
    const wire = this.names.fromDisk(name);
    if (wire === undefined || this.names.twin(wire) !== name) return wire;
    const real = this.names.toDisk(wire);
    const taken = real !== undefined && real !== name && (await lstatAt(anchor, real)) !== undefined;
    return taken ? undefined : wire; // the other one has the name
  }

  async #held(path: string): Promise<HeldFolder> {
    const names = path === '' ? [] : path.split('/').map(name => this.#named(name));
    const disk = names.join('/');
    try {
      return { anchor: await this.anchors.folder(disk), disk, wire: path };
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || path === '') throw error;
    }
    const { folder, name } = parted(path);
    const spelled = await this.#in(folder, async (anchor, parent) => {
      const spot = foundAt(await this.#spot(anchor, parent.disk, parent.wire, name), path);
      return { disk: below(parent.disk, spot.name), wire: spot.path };
    });
    return { anchor: await this.anchors.folder(spelled.disk), ...spelled };
  }

  async #in<T>(path: string, work: (anchor: Anchor, folder: DiskFolder) => Promise<T>): Promise<T> {
    const { anchor, ...folder } = await this.#held(path);
    try {
      return await work(anchor, folder);
    } finally {
      anchor.release();
    }
  }

  async #spot(folder: Anchor, within: string, parent: string, name: string): Promise<DiskSpot> {
    const asked = this.#named(name);
    for (const exact of [asked, this.names.twin(name)]) {
      const stats = exact === undefined ? undefined : await lstatAt(folder, exact);
      if (exact === undefined || stats === undefined) continue;
      return { folder, within, name: exact, asked, path: below(parent, name), stats };
    }
    const other = this.caseSensitive ? undefined : await this.index.find(within, folder, foldCase(name));
    const stats = other === undefined ? undefined : await lstatAt(folder, other);
    const spelled = other === undefined ? undefined : this.names.fromDisk(other);
    if (other === undefined || stats === undefined || spelled === undefined) {
      return { folder, within, name: asked, asked, path: below(parent, name), stats: undefined };
    }
    return { folder, within, name: other, asked, path: below(parent, spelled), stats };
  }

  #named(name: string): DiskName {
    const disk = this.names.toDisk(name);
    if (disk === undefined) throw refusal('EINVAL', name, 'no file of this disk can have this name');
    return disk;
  }
}

/** What a name is, itself; undefined if it is not there. */
export async function lstatAt(folder: Anchor, name: DiskName): Promise<BigIntStats | undefined> {
  try {
    return await lstat(folder.at(name), { bigint: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toldOf(path, error);
  }
}

/** A failure of the disk, told with the path that was asked for, and not with the one that was used. */
export function toldOf(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (!(error instanceof Error) || code === undefined) return error;
  if (error instanceof SmbError) return error;
  // a link where there was none a moment ago
  if (code === 'ELOOP') return refusal('EACCES', path);
  const [message = code] = error.message.split(" '");
  return new SmbError({ code, message: `${message}, ${JSON.stringify(path)}`, path, cause: error });
}

function foundAt(spot: DiskSpot, path: string): DiskFound {
  const { stats } = spot;
  if (stats === undefined) throw refusal('ENOENT', path);
  return { ...spot, stats };
}
