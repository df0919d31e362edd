import type { Observable } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { readRange } from './read-range.ts';
import { writeFrom } from './write-from.ts';

/**
 * Copies an open file into another one by reading and writing: for servers that do not copy by themselves, and
 * between two servers. READs and WRITEs are in flight together, at most 8 MiB either way. Emits once how many bytes
 * there were.
 *
 * @param source open for reading
 * @param dest open for writing, empty
 * @param size of the source, as it is known
 * @throws {@link SmbError} `ERR_SMB_TRUNCATED` where the source became shorter meanwhile
 */
export function copyThrough(source: Open, dest: Open, size: number): Observable<number> {
  return writeFrom(dest, readRange(source, { size }), { start: 0 });
}
