import { opendir, stat } from 'node:fs/promises';
import type { Anchor } from './anchors.ts';
import type { DiskName } from './disk-names.ts';

/** Names that are kept at once, of all folders together. */
const MOST = 262_144;

interface Folder {
  /** When the folder last changed, as its names were read. */
  changed: bigint;
  readonly names: Map<string, Set<DiskName>>;
  size: number;
}

/**
 * Finds names in a spelling other than their own. A folder is read once, and again when its time of change says so:
 * making 10,000 files in it does not read it 10,000 times. Changes of others in the same tick of the disk's clock as
 * one of ours are not seen in this way; their exact names are found all the same.
 */
export class NameIndex {
  /** How a name is compared; undefined for one that cannot be asked for. */
  readonly #key: (name: DiskName) => string | undefined;
  /** The folder that was used last at the end. */
  readonly #folders = new Map<string, Folder>();
  #size = 0;

  constructor(key: (name: DiskName) => string | undefined) {
    this.#key = key;
  }

  /** @param path of the folder, only to know it again */
  async find(path: string, anchor: Anchor, key: string): Promise<DiskName | undefined> {
    const changed = await changeOf(anchor);
    let folder = this.#folders.get(path);
    if (folder?.changed !== changed) folder = await this.#read(anchor, changed);
    this.#keep(path, folder);
    const [name] = folder.names.get(key) ?? [];
    return name;
  }

  /** Takes in what was just done in a folder, so that it need not be read again. */
  async noted(path: string, anchor: Anchor, added?: DiskName, removed?: DiskName): Promise<void> {
    const folder = this.#folders.get(path);
    if (folder === undefined) return;
    if (removed !== undefined) this.#remove(folder, removed);
    if (added !== undefined) this.#add(folder, added);
    folder.changed = await changeOf(anchor);
  }

  async #read(anchor: Anchor, changed: bigint): Promise<Folder> {
    const folder: Folder = { changed, names: new Map(), size: 0 };
    for await (const { name } of await opendir(anchor.path, { encoding: 'latin1' })) {
      this.#add(folder, name);
    }
    return folder;
  }

  #keep(path: string, folder: Folder): void {
    this.#drop(path);
    this.#folders.set(path, folder);
    this.#size += folder.size;
    for (const other of this.#folders.keys()) {
      if (this.#size <= MOST || other === path) break;
      this.#drop(other);
    }
  }

  #drop(path: string): void {
    this.#size -= this.#folders.get(path)?.size ?? 0;
    this.#folders.delete(path);
  }

  #add(folder: Folder, name: DiskName): void {
    const key = this.#key(name);
    if (key === undefined) return;
    const held = folder.names.get(key);
    if (held === undefined) folder.names.set(key, new Set([name]));
    else held.add(name);
    folder.size++;
  }

  #remove(folder: Folder, name: DiskName): void {
    const key = this.#key(name);
    if (key === undefined) return;
    const held = folder.names.get(key);
    if (held?.delete(name) !== true) return;
    if (held.size === 0) folder.names.delete(key);
    folder.size--;
  }
}

async function changeOf(anchor: Anchor): Promise<bigint> {
  return (await stat(anchor.path, { bigint: true })).mtimeNs;
}
