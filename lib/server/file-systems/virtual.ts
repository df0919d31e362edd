import type { FileSystem } from './file-system.ts';
import { readOnly } from './read-only.ts';
import { VirtualFileSystem } from './virtual/virtual-file-system.ts';
import type { VirtualOptions, VirtualTree } from './virtual/virtual-tree.ts';

/**
 * A tree that is computed while it is looked at, of any size, read-only: a million entries cost no memory.
 *
 * What a file holds follows from its path and the place in it, unless `read` says otherwise: so a transfer can be
 * verified without the file being anywhere.
 *
 * @example
 * ```ts
 * const files = virtual(function* (path) {
 *   if (path !== '') return;
 *   for (let index = 0; index < 1_000_000; index++) yield { name: `file-${index}`, size: 1024 };
 * });
 * ```
 */
export function virtual(tree: VirtualTree, options: VirtualOptions = {}): FileSystem {
  return readOnly(new VirtualFileSystem(tree, options));
}
