import type { FileIdBothDirectoryEntry } from '../wire/fscc/file-id-both-directory-information.ts';

/**
 * Tells a listing that goes round. One reply is kept, and renewed at each power of two (Brent's algorithm): whatever
 * the length of the round, the reply kept comes again, and no memory is needed for the others.
 */
export class Rounds {
  #kept: readonly FileIdBothDirectoryEntry[] | undefined;
  #count = 0;
  #renewAt = 1;

  /** Takes the next reply. @returns whether it has been here before */
  isRepeated(entries: readonly FileIdBothDirectoryEntry[]): boolean {
    if (this.#kept !== undefined && isSame(this.#kept, entries)) return true;
    if (++this.#count === this.#renewAt) {
      this.#kept = entries;
      this.#renewAt *= 2;
    }
    return false;
  }
}

/** A file that was removed and made anew has another number, or at least another time. */
function isSame(
  some: readonly FileIdBothDirectoryEntry[],
  others: readonly FileIdBothDirectoryEntry[],
): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = others[index];
      return (
        one.fileName === other?.fileName &&
        one.fileId === other.fileId &&
        one.changeTime === other.changeTime &&
        one.endOfFile === other.endOfFile
      );
    })
  );
}
