import { FileAttributes } from '../../wire/smb2/file-attributes.ts';

/** The path of a child. */
export function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** A path taken apart: the folder in which it lies, and its name there. */
export function parted(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

/** The attributes that a file system keeps: the others say what a file is, or that there are none. */
export function keptAttributes(attributes: number): number {
  const { DIRECTORY, REPARSE_POINT, NORMAL } = FileAttributes;
  return attributes & ~(DIRECTORY | REPARSE_POINT | NORMAL);
}
