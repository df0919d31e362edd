import { type Glob, parseGlob } from './glob.ts';

/** What takes part in a sync. */
export interface FilterOptions {
  /** Only what matches one of these globs takes part. Default: everything. */
  readonly include?: string | readonly string[] | undefined;
  /** What matches one of these globs does not, whatever `include` says. Default: nothing. */
  readonly exclude?: string | readonly string[] | undefined;
}

/** Decides by paths, relative to the folder that is synced, which files and folders take part. */
export class Filter {
  readonly #include: readonly Glob[];
  readonly #exclude: readonly Glob[];

  /** @throws {@link SmbError} `ERR_SMB_OPTION` for a pattern that is none */
  constructor({ include = [], exclude = [] }: FilterOptions = {}) {
    this.#include = [include].flat().map(parseGlob);
    this.#exclude = [exclude].flat().map(parseGlob);
  }

  /** Whether a file, or whatever is no folder, takes part. */
  file(path: string): boolean {
    if (this.#exclude.some(({ regexp }) => regexp.test(path))) return false;
    return this.#include.length === 0 || this.#include.some(({ regexp }) => regexp.test(path));
  }

  /** Whether a folder takes part by itself, also when nothing is in it. */
  folder(path: string): boolean {
    if (!this.#isOpen(path)) return false;
    return (
      this.#include.length === 0 ||
      this.#include.some(({ regexp, forFolders }) => forFolders && regexp.test(`${path}/`))
    );
  }

  /** Whether something in a folder may take part. */
  enters(path: string): boolean {
    if (!this.#isOpen(path)) return false;
    return this.#include.length === 0 || this.#include.some(glob => leadsThrough(glob, path));
  }

  #isOpen(path: string): boolean {
    return !this.#exclude.some(({ regexp, forFolders }) => forFolders && regexp.test(`${path}/`));
  }
}

/** Whether a file that the pattern means may lie below the folder: saves listing what cannot matter. */
function leadsThrough({ way }: Glob, folder: string): boolean {
  if (way === undefined) return true;
  const { names, deeper } = way;
  const parts = folder.split('/');
  if (parts.length > names.length && !deeper) return false;
  return parts.every((part, index) => names[index]?.test(part) ?? true);
}
