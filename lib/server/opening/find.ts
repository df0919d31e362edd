import type { FileSystem, FileEntry } from '../file-systems/file-system.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { Refused } from '../refused.ts';

/**
 * What lies at a path, or nothing.
 * @throws {Refused} STATUS_OBJECT_PATH_NOT_FOUND when not even its parent is there
 */
export async function find(fs: FileSystem, path: string): Promise<FileEntry | undefined> {
  try {
    return await fs.lookup(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
  }
  if (path !== '') await findParent(fs, path);
  return undefined;
}

/**
 * The folder that holds a path.
 * @throws {Refused} STATUS_OBJECT_PATH_NOT_FOUND
 */
export async function findParent(fs: FileSystem, path: string): Promise<FileEntry> {
  const parent = await fs.lookup(parentOf(path)).catch(() => undefined);
  if (parent?.isDirectory !== true) throw new Refused(NtStatus.STATUS_OBJECT_PATH_NOT_FOUND);
  return parent;
}

/** The path of the folder that holds a path. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
