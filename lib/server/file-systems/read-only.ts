import type { FileSystem } from './file-system.ts';
import { refusal } from './refusal.ts';

/** What is optional in the port and changes nothing. */
const OPTIONAL = [
  'getXattrs',
  'streams',
  'getReparsePoint',
  'getSecurity',
  'snapshots',
  'snapshot',
  'watch',
  'close',
] as const satisfies readonly (keyof FileSystem)[];

/**
 * A view through which nothing of a file system can be changed; what others change is seen in it.
 *
 * @example
 * ```ts
 * const server = await SmbServer.listen({ shares: { music: readOnly(memory({ 'a.mp3': bytes })) } });
 * ```
 */
export function readOnly(files: FileSystem): FileSystem {
  const refuse = async (path: string): Promise<never> => {
    throw refusal('EROFS', path);
  };
  const view: FileSystem = {
    readOnly: true,
    caseSensitive: files.caseSensitive,
    lookup: path => files.lookup(path),
    list: path => files.list(path),
    volume: () => files.volume(),
    open: async (path, options) =>
      options.write || options.create === true ? refuse(path) : files.open(path, options),
    create: refuse,
    remove: refuse,
    rename: refuse,
    update: refuse,
  };
  for (const name of OPTIONAL) {
    const work: unknown = Reflect.get(files, name);
    // what the other lacks is lacking here: the server asks whether a function is there
    if (typeof work === 'function') Reflect.set(view, name, work.bind(files));
  }
  return view;
}
