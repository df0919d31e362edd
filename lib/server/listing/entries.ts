import { baseName, parentOf } from '../opening/find.ts';
import type { FileEntry, FileSystem } from '../file-systems/file-system.ts';

/** An entry of a folder under the name that it has there. */
export interface Named {
  readonly name: string;
  readonly entry: FileEntry;
}

/** All entries of a folder, one batch at a time; `.` and `..` first, as on Windows. */
export async function* entriesOf(fs: FileSystem, path: string): AsyncGenerator<Named, void> {
  const itself = await fs.lookup(path);
  yield { name: '.', entry: itself };
  // what lies above the share is nobody's business
  yield { name: '..', entry: path === '' ? itself : await fs.lookup(parentOf(path)) };
  for await (const batch of fs.list(path)) {
    for (const entry of batch) yield { name: baseName(entry.path), entry };
  }
}
