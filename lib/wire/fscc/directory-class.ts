// [MS-FSCC] 2.4: the classes that QUERY_DIRECTORY takes
import { ProtocolError } from '../../errors.ts';

/** How a directory's entries are listed. `E` is an entry as it is decoded, `I` what an encoder needs of it. */
export interface DirectoryClass<E, I = E> {
  /** As the specification calls it. */
  readonly name: string;
  readonly infoClass: number;
  /** Bytes of an entry before its name. */
  readonly fixed: number;
  /**
   * All entries of one reply, in wire order, `.` and `..` included.
   *
   * @throws {ProtocolError} when an entry does not fit, or the list does not lead forward
   */
  decodeAll(bytes: Uint8Array): E[];
  /** One reply's list. */
  encodeAll(entries: readonly I[]): Uint8Array;
}

/** Where a name of `length` bytes at `at` ends, which must be inside its entry. */
export function endOfName(at: number, length: number, end: number, what: string): number {
  if (at + length > end || length % 2 !== 0) {
    throw new ProtocolError(`${what}: a name of ${length} bytes in ${end - at}`);
  }
  return at + length;
}
