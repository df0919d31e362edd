import { foldCase } from '../../../wire/names.ts';
import type {
  FileBytes,
  FileEntry,
  FileSystem,
  OpenBytes,
  StreamEntry,
  VolumeFacts,
  Xattr,
} from '../file-system.ts';
import { below } from '../paths.ts';
import { refusal } from '../refusal.ts';
import type { Budget } from './budget.ts';
import { MemoryBytes } from './memory-bytes.ts';
import type { Child, Facts, MemoryFile, MemoryFolder, MemoryNode } from './node.ts';
import type { Pages } from './pages.ts';
import type { Age, Versioned } from './versioned.ts';

/** Entries of one batch. */
const BATCH = 256;

/** What the present and the past of a volume have in common. */
export interface MemoryVolume {
  readonly root: MemoryFolder;
  readonly budget: Budget;
  readonly caseSensitive: boolean;
  readonly label: string;
  readonly serialNumber: number;
}

/** A node together with the name by which it was reached. */
export interface Found {
  /** As the volume spells it. */
  readonly path: string;
  readonly node: MemoryNode;
}

/** A tree in memory as it was at one age: everything that does not change it. */
export abstract class MemoryView implements Omit<FileSystem, 'create' | 'remove' | 'rename' | 'update'> {
  protected readonly volumeOf: MemoryVolume;

  constructor(volume: MemoryVolume) {
    this.volumeOf = volume;
  }

  /** Which state of everything is seen. */
  protected abstract get age(): Age;

  get caseSensitive(): boolean {
    return this.volumeOf.caseSensitive;
  }

  async lookup(path: string): Promise<FileEntry> {
    return this.entryOf(this.find(path));
  }

  *list(path: string): Generator<readonly FileEntry[]> {
    const found = this.find(path);
    // a client that renames what it is being told would never come to an end of the folder itself
    const children = [...this.childrenOf(found).values()];
    for (let at = 0; at < children.length; at += BATCH) {
      yield children
        .slice(at, at + BATCH)
        .map(({ name, node }) => this.entryOf({ path: below(found.path, name), node }));
    }
  }

  async volume(): Promise<VolumeFacts> {
    const { budget, label, serialNumber, root } = this.volumeOf;
    const { creationTime } = root.facts.at(0);
    return { total: budget.total, free: budget.free, label, serialNumber, creationTime };
  }

  async open(path: string, options: OpenBytes): Promise<FileBytes> {
    if (options.write) throw refusal('EROFS', path);
    return this.bytesOf(this.find(path), options);
  }

  async getXattrs(path: string): Promise<readonly Xattr[]> {
    return [...this.factsAt(path).xattrs.values()];
  }

  async streams(path: string): Promise<readonly StreamEntry[]> {
    return [...this.factsAt(path).streams.values()].map(({ name, content }) => {
      const { size, taken } = content.at(this.age);
      return { name, size, allocationSize: taken };
    });
  }

  async getReparsePoint(path: string): Promise<Uint8Array> {
    const { reparse } = this.factsAt(path);
    if (reparse === undefined) throw refusal('EINVAL', path, 'it is no reparse point');
    return Uint8Array.from(reparse);
  }

  async getSecurity(path: string): Promise<Uint8Array> {
    const { security } = this.factsAt(path);
    if (security === undefined) throw refusal('ENODATA', path);
    return Uint8Array.from(security);
  }

  protected find(path: string): Found {
    let found: Found = { path: '', node: this.volumeOf.root };
    if (path === '') return found;
    for (const part of path.split('/')) {
      const child = this.childrenOf(found, path).get(this.fold(part));
      if (child === undefined) throw refusal('ENOENT', path);
      found = { path: below(found.path, child.name), node: child.node };
    }
    return found;
  }

  protected childrenOf({ node, path }: Found, asked = path): Map<string, Child> {
    if (!node.isDirectory) throw refusal('ENOTDIR', asked);
    return node.children.at(this.age);
  }

  protected factsAt(path: string): Facts {
    return this.find(path).node.facts.at(this.age);
  }

  /** A name as this volume compares it. */
  protected fold(name: string): string {
    return this.caseSensitive ? name : foldCase(name);
  }

  protected entryOf({ path, node }: Found): FileEntry {
    const facts = node.facts.at(this.age);
    const pages = node.isDirectory ? undefined : node.content.at(this.age);
    return {
      path,
      isDirectory: node.isDirectory,
      attributes: facts.attributes,
      size: pages?.size ?? 0,
      allocationSize: pages?.taken ?? 0,
      creationTime: facts.creationTime,
      lastAccessTime: facts.lastAccessTime,
      lastWriteTime: facts.lastWriteTime,
      changeTime: facts.changeTime,
      fileId: node.id,
      links: facts.links,
      reparseTag: facts.reparse === undefined ? undefined : tagOf(facts.reparse),
    };
  }

  protected bytesOf(found: Found, { stream }: OpenBytes): FileBytes {
    const { path, node } = found;
    return new MemoryBytes(stream === undefined ? fileOf(found).content : this.streamOf(found, stream), {
      path,
      age: () => this.age,
      changing: () => this.changing(node, path),
      closed: () => this.closed(node),
    });
  }

  protected streamOf({ path, node }: Found, stream: string): Versioned<Pages> {
    const held = node.facts.at(this.age).streams.get(foldCase(stream));
    if (held === undefined) throw refusal('ENOENT', `${path}:${stream}`);
    return held.content;
  }

  protected changing(_node: MemoryNode, path: string): void {
    throw refusal('EROFS', path);
  }

  protected closed(_node: MemoryNode): void {}
}

/** A buffer that does not even hold its tag was refused when it came. */
export function tagOf(reparse: Uint8Array): number {
  return new DataView(reparse.buffer, reparse.byteOffset, reparse.byteLength).getUint32(0, true);
}

function fileOf({ path, node }: Found): MemoryFile {
  if (node.isDirectory) throw refusal('EISDIR', path);
  return node;
}
