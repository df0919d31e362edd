import type { Tree } from '../commands/target.ts';
import type { FileIdBothDirectoryEntry } from '../wire/fscc/file-id-both-directory-information.ts';
import { valveOf } from './demand.ts';
import { Flow } from './flow.ts';
import { Listing, type ListOptions } from './listing.ts';

export type { ListOptions } from './listing.ts';

/**
 * Lists one folder: one array of entries per reply of the server, never an empty one, `.` and `..` left out.
 * A small folder takes one round trip and its CLOSE. Complete only when the server has said that no more
 * follows, and CLOSE was answered.
 *
 * A plain `subscribe` is push at wire speed; a bounded consumer stops the asking.
 *
 * @param path as it goes to the wire, the empty string for the root
 * @throws {@link SmbError} `ENOENT`, `ENOTDIR`, `EACCES`, `ERR_SMB_PROTOCOL` for a listing that goes round, or has no end
 * @example
 * ```ts
 * list(share.tree, 'photos\\2024').subscribe(entries => entries.forEach(e => console.log(e.fileName)));
 * ```
 */
export function list(
  tree: Tree,
  path: string,
  options: ListOptions = {},
): Flow<readonly FileIdBothDirectoryEntry[]> {
  return new Flow(subscriber => {
    const valve = valveOf(subscriber);
    const listing = new Listing(tree, path, options, {
      get isOpen() {
        return valve.isOpen;
      },
      next: entries => {
        subscriber.next(entries);
      },
      failed: error => {
        subscriber.error(error);
      },
      complete: () => {
        subscriber.complete();
      },
    });
    // known before it begins: a source that emits at once may be left at once
    subscriber.add(() => {
      listing.stop();
    });
    const forget = valve.onOpen(() => {
      listing.resume();
    });
    listing.start();
    return forget;
  });
}
