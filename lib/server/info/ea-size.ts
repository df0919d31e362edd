import type { FileSystem, Xattr } from '../file-systems/file-system.ts';

/** Bytes that extended attributes take: a length, and for each four bytes, the name with its NUL, the value. */
export function sizeOfEas(xattrs: readonly Xattr[]): number {
  if (xattrs.length === 0) return 0;
  return xattrs.reduce((sum, { name, value }) => sum + 5 + name.length + value.length, 4);
}

/** The same of a file, where there can be any. */
export async function eaSizeOf(fs: FileSystem, path: string): Promise<number> {
  return fs.getXattrs === undefined ? 0 : sizeOfEas(await fs.getXattrs(path));
}
