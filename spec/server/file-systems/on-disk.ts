import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MemoryTree } from '../../../lib/server/file-systems/memory/tree.ts';

/** Puts a tree on the disk, its names as they are. */
export function putOnDisk(root: string, tree: MemoryTree): void {
  mkdirSync(root, { recursive: true });
  for (const [path, value] of Object.entries(tree)) {
    const full = join(root, path);
    if (typeof value === 'string' || value instanceof Uint8Array) {
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, value);
    } else putOnDisk(full, value);
  }
}
