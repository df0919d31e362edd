import { expect } from 'chai';
import type { FileEntry, FileSystem } from '../../../lib/server/file-systems/file-system.ts';
import type { MemoryTree } from '../../../lib/server/file-systems/memory/tree.ts';
import { toWire } from '../../../lib/wire/names.ts';

/** A file system to be held to the laws of the port. */
export interface Subject {
  readonly name: string;
  /** A fresh one that holds this tree, its names as users see them. */
  make(tree: MemoryTree): Promise<FileSystem>;
  /** To how many ticks it keeps the times that it is given. */
  readonly precision: bigint;
  /** Whether the time of the last change can be set. */
  readonly setsChangeTime: boolean;
  /** What it has of the port's optional part. */
  readonly has: readonly (keyof FileSystem)[];
}

/** A path of users as the port has it. */
export function wire(path: string): string {
  return toWire(path).replaceAll('\\', '/');
}

/** What a refusal of the port is: an error with this code. */
export async function refused(work: Promise<unknown>, code: string): Promise<void> {
  const error = await work.then(
    () => expect.fail(`${code} was expected, and it went well`),
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(Error).with.property('code', code);
}

export async function listed(files: FileSystem, path: string): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for await (const batch of files.list(path)) entries.push(...batch);
  return entries;
}

export async function names(files: FileSystem, path: string): Promise<string[]> {
  return (await listed(files, path)).map(entry => entry.path).sort();
}

/** All bytes of a file, or of one of its streams. */
export async function bytes(files: FileSystem, path: string, stream?: string): Promise<Buffer> {
  const file = await files.open(path, { write: false, stream });
  try {
    const into = Buffer.alloc(await file.size(), 0xee);
    expect(await file.read(0, into)).to.equal(into.length);
    return into;
  } finally {
    await file.close();
  }
}

export async function text(files: FileSystem, path: string, stream?: string): Promise<string> {
  return (await bytes(files, path, stream)).toString('utf8');
}

/** Puts text into a file that exists. */
export async function write(
  files: FileSystem,
  path: string,
  content: string,
  stream?: string,
): Promise<void> {
  const file = await files.open(path, { write: true, stream, create: stream !== undefined });
  try {
    await file.truncate(0);
    await file.write(0, [Buffer.from(content)]);
  } finally {
    await file.close();
  }
}

export async function make(files: FileSystem, path: string, content?: string): Promise<FileEntry> {
  const entry = await files.create(path, { isDirectory: content === undefined, attributes: 0 });
  if (content !== undefined && content !== '') await write(files, path, content);
  return entry;
}
