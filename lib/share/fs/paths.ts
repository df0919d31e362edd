/** What `node:fs` takes for a path. */
export type PathLike = string | Uint8Array | URL;

/** Verbs whose second argument is a path, too; of `symlink` the first is a text, but that does no harm. */
const TWO_PATHS: ReadonlySet<string> = new Set(['cp', 'copyFile', 'link', 'rename', 'symlink']);

/** The arguments of a verb with their paths as texts. */
export function withPaths(name: string, given: readonly unknown[]): unknown[] {
  const paths = TWO_PATHS.has(name) ? 2 : 1;
  return given.map((argument, index) => (index < paths ? pathText(argument) : argument));
}

/** @throws TypeError `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_URL_SCHEME` */
export function pathText(path: unknown): string {
  if (typeof path === 'string') return path;
  if (path instanceof Uint8Array) return Buffer.from(path.buffer, path.byteOffset, path.length).toString();
  if (path instanceof URL) {
    if (path.protocol === 'file:') return decodeURIComponent(path.pathname);
    throw mistake('ERR_INVALID_URL_SCHEME', `a path as a URL begins with file:, not ${path.protocol}`);
  }
  throw mistake('ERR_INVALID_ARG_TYPE', `a path is a string, a Buffer or a file: URL, not ${typeof path}`);
}

function mistake(code: string, message: string): TypeError {
  return Object.assign(new TypeError(message), { code });
}
