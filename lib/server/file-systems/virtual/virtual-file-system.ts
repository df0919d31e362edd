import { foldCase } from '../../../wire/names.ts';
import type { FileBytes, FileEntry, FileSystem, OpenBytes, VolumeFacts } from '../file-system.ts';
import { below, keptAttributes, parted } from '../paths.ts';
import { refusal } from '../refusal.ts';
import { hashOf, virtualBytes } from './virtual-bytes.ts';
import type { VirtualChildren, VirtualEntry, VirtualOptions, VirtualTree } from './virtual-tree.ts';

const BATCH = 256;
const CLUSTER = 4096;
/** 2020-01-01, in FILETIME ticks: a tree that is computed is the same each time. */
const BORN = 132_223_104_000_000_000n;
const VOLUME = 2 ** 50;

/** A tree that is computed; what changes one is refused by the view around it. */
export class VirtualFileSystem implements FileSystem {
  readonly caseSensitive: boolean;
  readonly #tree: VirtualTree;
  readonly #options: VirtualOptions;

  constructor(tree: VirtualTree, options: VirtualOptions) {
    this.caseSensitive = options.caseSensitive ?? false;
    this.#tree = tree;
    this.#options = options;
  }

  async lookup(path: string): Promise<FileEntry> {
    if (path === '') return entryOf('', { name: '', isDirectory: true });
    const { folder, name } = parted(path);
    const parent = await this.lookup(folder);
    if (!parent.isDirectory) throw refusal('ENOTDIR', path);
    const child = await this.#find(parent.path, name);
    if (child === undefined) throw refusal('ENOENT', path);
    return entryOf(below(parent.path, child.name), child);
  }

  async *list(path: string): AsyncGenerator<readonly FileEntry[]> {
    const folder = await this.lookup(path);
    if (!folder.isDirectory) throw refusal('ENOTDIR', path);
    let batch: FileEntry[] = [];
    for await (const child of await this.#children(folder.path)) {
      if (batch.push(entryOf(below(folder.path, child.name), child)) < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async volume(): Promise<VolumeFacts> {
    const { label = 'virtual' } = this.#options;
    return { total: VOLUME, free: 0, label, serialNumber: hashOf(label), creationTime: BORN };
  }

  async open(path: string, options: OpenBytes): Promise<FileBytes> {
    const entry = await this.lookup(path);
    if (options.stream !== undefined) throw refusal('ENOENT', path, 'there are no alternate streams');
    if (entry.isDirectory) throw refusal('EISDIR', path);
    return new VirtualFile(entry, this.#options.read ?? virtualBytes);
  }

  async create(path: string): Promise<never> {
    throw refusal('EROFS', path);
  }

  async remove(path: string): Promise<never> {
    throw refusal('EROFS', path);
  }

  async rename(path: string): Promise<never> {
    throw refusal('EROFS', path);
  }

  async update(path: string): Promise<never> {
    throw refusal('EROFS', path);
  }

  /** The exact name wins; leaving the loop tells the generator that nothing more is wanted. */
  async #find(folder: string, name: string): Promise<VirtualEntry | undefined> {
    const { find } = this.#options;
    if (find !== undefined) return find(folder, name);
    const folded = foldCase(name);
    let similar: VirtualEntry | undefined;
    for await (const child of await this.#children(folder)) {
      if (child.name === name) return child;
      if (!this.caseSensitive && similar === undefined && foldCase(child.name) === folded) similar = child;
    }
    return similar;
  }

  async #children(folder: string): Promise<VirtualChildren> {
    return (await this.#tree(folder)) ?? [];
  }
}

/** Bytes that are computed when they are read. */
class VirtualFile implements FileBytes {
  readonly #entry: FileEntry;
  readonly #fill: NonNullable<VirtualOptions['read']>;

  constructor(entry: FileEntry, fill: NonNullable<VirtualOptions['read']>) {
    this.#entry = entry;
    this.#fill = fill;
  }

  async read(offset: number, into: Uint8Array): Promise<number> {
    const count = Math.max(0, Math.min(into.length, this.#entry.size - offset));
    if (count > 0) await this.#fill(this.#entry.path, offset, into.subarray(0, count));
    return count;
  }

  async size(): Promise<number> {
    return this.#entry.size;
  }

  async write(): Promise<never> {
    throw refusal('EROFS', this.#entry.path);
  }

  async truncate(): Promise<never> {
    throw refusal('EROFS', this.#entry.path);
  }

  async sync(): Promise<void> {}

  async close(): Promise<void> {}
}

function entryOf(
  path: string,
  { isDirectory = false, size = 0, time = BORN, attributes = 0 }: VirtualEntry,
): FileEntry {
  const length = isDirectory ? 0 : size;
  return {
    path,
    isDirectory,
    attributes: keptAttributes(attributes),
    size: length,
    allocationSize: Math.ceil(length / CLUSTER) * CLUSTER,
    creationTime: time,
    lastAccessTime: time,
    lastWriteTime: time,
    changeTime: time,
    fileId: idOf(path),
    links: 1,
  };
}

/** 64 bits of the path, made of two hashes: files of one tree are not likely to share them, which nobody has proved. */
function idOf(path: string): bigint {
  return (BigInt(hashOf(path)) << 32n) | BigInt(hashOf(`${path}/${path.length}`));
}
