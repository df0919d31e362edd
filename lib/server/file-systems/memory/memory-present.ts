import { foldCase } from '../../../wire/names.ts';
import { filetimeFromMs } from '../../../wire/dtyp/filetime.ts';
import type {
  FileBytes,
  FileChanges,
  FileEntry,
  FileSystem,
  NewFile,
  OpenBytes,
  Xattr,
} from '../file-system.ts';
import { below, keptAttributes, parted } from '../paths.ts';
import { refusal } from '../refusal.ts';
import type { MemoryFileSystem } from './memory-file-system.ts';
import { type Found, MemoryView, type MemoryVolume, tagOf } from './memory-view.ts';
import { MemorySnapshot } from './memory-snapshot.ts';
import type { Child, Facts, MemoryNode, NodeMaker } from './node.ts';
import type { Pages } from './pages.ts';
import type { TreeItem } from './tree.ts';
import type { Age, Versioned } from './versioned.ts';

const TICKS_PER_SECOND = 10_000_000n;
/** All extended attributes of a file together, as on NTFS. */
const MAX_XATTRS = 65_536;
const MAX_REPARSE = 16_384;
/** The tag and the length of what follows. */
const MIN_REPARSE = 8;

/** A place in a folder, taken or not. */
interface Spot {
  readonly folder: MemoryNode;
  readonly children: Map<string, Child>;
  readonly key: string;
  readonly name: string;
  readonly child: Child | undefined;
  readonly path: string;
}

/** The present of a tree in memory: all that changes it. */
export class MemoryPresent extends MemoryView implements MemoryFileSystem {
  readonly #nodes: NodeMaker;
  /** The age of each snapshot by its time. */
  readonly #snapshots = new Map<bigint, Age>();
  protected age: Age = 0;

  constructor(volume: MemoryVolume, nodes: NodeMaker, items: Iterable<TreeItem>) {
    super(volume);
    this.#nodes = nodes;
    for (const item of items) this.#plant(item);
  }

  takeSnapshot(time: Date = new Date()): bigint {
    let ticks = filetimeFromMs(Math.floor(time.getTime() / 1000) * 1000);
    while (this.#snapshots.has(ticks)) ticks += TICKS_PER_SECOND;
    this.#snapshots.set(ticks, this.age);
    this.age++;
    return ticks;
  }

  async snapshots(): Promise<readonly bigint[]> {
    return [...this.#snapshots.keys()].sort((a, b) => (a < b ? 1 : -1));
  }

  snapshot(time: bigint): FileSystem {
    const age = this.#snapshots.get(time);
    if (age === undefined) throw refusal('ENOENT', '', 'there is no snapshot of this time');
    return new MemorySnapshot(this.volumeOf, age);
  }

  async create(path: string, { isDirectory, attributes }: NewFile): Promise<FileEntry> {
    const spot = this.#spot(path);
    if (spot.child !== undefined) throw refusal('EEXIST', path);
    const time = now();
    const kept = keptAttributes(attributes);
    const node = isDirectory
      ? this.#nodes.folder(this.age, kept, time)
      : this.#nodes.file(this.age, kept, time);
    this.#put(spot, node);
    return this.entryOf({ path: spot.path, node });
  }

  override async open(path: string, options: OpenBytes): Promise<FileBytes> {
    const found = this.find(path);
    const { stream, create = false } = options;
    const { streams } = found.node.facts.at(this.age);
    if (stream !== undefined && create && !streams.has(foldCase(stream))) {
      const content = this.#nodes.content(this.age);
      this.#setStreams(found, new Map(streams).set(foldCase(stream), { name: stream, content }));
    }
    const bytes = this.bytesOf(found, options);
    found.node.opens++;
    return bytes;
  }

  async remove(path: string): Promise<void> {
    const spot = this.#taken(path);
    const { node } = spot.child;
    if (node.isDirectory && node.children.at(this.age).size > 0) throw refusal('ENOTEMPTY', path);
    this.#take(spot, node);
    this.#forget(node);
  }

  async rename(from: string, to: string, replace: boolean): Promise<void> {
    const source = this.#taken(from);
    const target = this.#spot(to);
    const { node } = source.child;
    if (this.#leadsThrough(to, node)) throw refusal('EINVAL', to, 'a folder cannot lie in itself');
    const respelled = source.children === target.children && source.key === target.key;
    if (!respelled) this.#makeRoom(target, node, replace);
    this.#take(source, node);
    this.#put(target, node);
  }

  async update(path: string, changes: FileChanges): Promise<void> {
    const facts = this.#change(this.find(path).node);
    if (changes.attributes !== undefined) facts.attributes = keptAttributes(changes.attributes);
    facts.creationTime = changes.creationTime ?? facts.creationTime;
    facts.lastAccessTime = changes.lastAccessTime ?? facts.lastAccessTime;
    facts.lastWriteTime = changes.lastWriteTime ?? facts.lastWriteTime;
    facts.changeTime = changes.changeTime ?? now();
  }

  async link(existing: string, added: string, replace: boolean): Promise<void> {
    const { node } = this.find(existing);
    if (node.isDirectory) throw refusal('EPERM', existing);
    const spot = this.#spot(added);
    if (spot.child?.node === node && replace) return;
    this.#makeRoom(spot, node, replace);
    this.#change(node).links++;
    this.#put(spot, node);
  }

  async setXattr(path: string, { name, value }: Xattr): Promise<void> {
    const { node } = this.find(path);
    const xattrs = new Map(node.facts.at(this.age).xattrs);
    const key = foldCase(name);
    if (value.length === 0) xattrs.delete(key);
    else xattrs.set(key, { name: xattrs.get(key)?.name ?? name, value: value.slice() });
    const size = [...xattrs.values()].reduce((sum, each) => sum + each.name.length + each.value.length, 0);
    if (size > MAX_XATTRS) throw refusal('ENOSPC', path, 'a file has room for 64 KiB of extended attributes');
    this.#change(node).xattrs = xattrs;
  }

  async removeStream(path: string, stream: string): Promise<void> {
    const found = this.find(path);
    const content = this.streamOf(found, stream);
    const streams = new Map(found.node.facts.at(this.age).streams);
    streams.delete(foldCase(stream));
    this.#setStreams(found, streams);
    content.own(this.age)?.release();
  }

  async renameStream(path: string, stream: string, to: string, replace: boolean): Promise<void> {
    const found = this.find(path);
    const content = this.streamOf(found, stream);
    const streams = new Map(found.node.facts.at(this.age).streams);
    const old = streams.get(foldCase(to))?.content;
    if (old !== undefined && old !== content && !replace) throw refusal('EEXIST', `${path}:${to}`);
    streams.delete(foldCase(stream));
    streams.set(foldCase(to), { name: to, content });
    this.#setStreams(found, streams);
    if (old !== content) old?.own(this.age)?.release();
  }

  async setReparsePoint(path: string, data: Uint8Array): Promise<void> {
    const found = this.find(path);
    if (data.length < MIN_REPARSE || data.length > MAX_REPARSE) throw refusal('EINVAL', path);
    if (found.node.isDirectory && this.childrenOf(found).size > 0) throw refusal('ENOTEMPTY', path);
    const { reparse } = found.node.facts.at(this.age);
    if (reparse !== undefined && tagOf(reparse) !== tagOf(data)) throw otherTag(path);
    this.#change(found.node).reparse = Uint8Array.from(data);
  }

  async deleteReparsePoint(path: string, tag: number): Promise<void> {
    const { node } = this.find(path);
    const { reparse } = node.facts.at(this.age);
    if (reparse === undefined) throw refusal('EINVAL', path, 'it is no reparse point');
    if (tagOf(reparse) !== tag) throw otherTag(path);
    this.#change(node).reparse = undefined;
  }

  async setSecurity(path: string, descriptor: Uint8Array): Promise<void> {
    this.#change(this.find(path).node).security = Uint8Array.from(descriptor);
  }

  protected override changing(node: MemoryNode): void {
    const time = now();
    const facts = this.#change(node);
    facts.lastWriteTime = time;
    facts.changeTime = time;
  }

  protected override closed(node: MemoryNode): void {
    node.opens--;
    this.#forgetUnnamed(node);
  }

  #change(node: MemoryNode): Facts {
    const facts = node.facts.change(this.age);
    facts.changeTime = now();
    return facts;
  }

  #setStreams({ node }: Found, streams: Facts['streams']): void {
    this.#change(node).streams = streams;
  }

  #spot(path: string): Spot {
    const { folder, name } = parted(path);
    if (name === '') throw refusal('EBUSY', path);
    const found = this.find(folder);
    const children = this.childrenOf(found, path);
    const key = this.fold(name);
    return {
      folder: found.node,
      children,
      key,
      name,
      child: children.get(key),
      path: below(found.path, name),
    };
  }

  #taken(path: string): Spot & { readonly child: Child } {
    const spot = this.#spot(path);
    const { child } = spot;
    if (child === undefined) throw refusal('ENOENT', path);
    return { ...spot, child };
  }

  /** Takes away what lies where a file shall go, if that is allowed. */
  #makeRoom(spot: Spot, comes: MemoryNode, replace: boolean): void {
    const old = spot.child?.node;
    if (old === undefined) return;
    if (!replace) throw refusal('EEXIST', spot.path);
    if (old.isDirectory) throw refusal('EISDIR', spot.path);
    if (comes.isDirectory) throw refusal('ENOTDIR', spot.path);
    this.#take(spot, old);
    this.#forget(old);
  }

  #put({ folder, key, name }: Spot, node: MemoryNode): void {
    this.#children(folder).set(key, { name, node });
  }

  #take({ folder, key }: Spot, node: MemoryNode): void {
    this.#children(folder).delete(key);
    this.#change(node);
  }

  #children(folder: MemoryNode): Map<string, Child> {
    if (!folder.isDirectory) throw refusal('ENOTDIR', '');
    this.changing(folder);
    return folder.children.change(this.age);
  }

  /** One name less. */
  #forget(node: MemoryNode): void {
    this.#change(node).links--;
    this.#forgetUnnamed(node);
  }

  #forgetUnnamed(node: MemoryNode): void {
    const { links, streams } = node.facts.at(this.age);
    if (links > 0 || node.opens > 0) return;
    const contents: Versioned<Pages>[] = [...streams.values()].map(({ content }) => content);
    if (!node.isDirectory) contents.push(node.content);
    for (const content of contents) content.own(this.age)?.release();
  }

  #leadsThrough(path: string, node: MemoryNode): boolean {
    if (!node.isDirectory) return false;
    let at: MemoryNode | undefined = this.volumeOf.root;
    for (const part of parted(path).folder.split('/')) {
      if (part === '' || !at.isDirectory) return false;
      at = at.children.at(this.age).get(this.fold(part))?.node;
      if (at === node) return true;
      if (at === undefined) return false;
    }
    return false;
  }

  #plant({ names, content }: TreeItem): void {
    let node: MemoryNode = this.volumeOf.root;
    names.forEach((name, index) => {
      const path = names.slice(0, index + 1).join('/');
      const children = this.childrenOf({ path, node });
      const isLast = index === names.length - 1;
      const held = children.get(this.fold(name))?.node;
      if (held !== undefined && isLast && content !== undefined) throw refusal('EEXIST', path);
      const made = isLast && content !== undefined ? this.#planted(content) : undefined;
      const next = held ?? made ?? this.#nodes.folder(this.age, 0, now());
      if (held === undefined) children.set(this.fold(name), { name, node: next });
      node = next;
    });
  }

  #planted(content: Uint8Array): MemoryNode {
    const file = this.#nodes.file(this.age, 0, now());
    file.content.change(this.age).write(0, [content]);
    return file;
  }
}

function otherTag(path: string): Error {
  return refusal('EINVAL', path, 'it is a reparse point of another kind');
}

function now(): bigint {
  return filetimeFromMs(Date.now());
}
