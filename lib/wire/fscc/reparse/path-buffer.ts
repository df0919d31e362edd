// [MS-FSCC] 2.1.2.4, 2.1.2.5 and [MS-SMB2] 2.2.2.2.1: the two names of a link, in one PathBuffer
import { type Field, u16, within } from '../../fields.ts';
import { readUtf16, writeUtf16 } from '../../tails.ts';

/** The two names of a link. */
export interface LinkNames {
  /** Where it leads to, as the system understands it: `\??\C:\docs`, or `docs` where it is relative. */
  readonly substituteName: string;
  /** The same for people. */
  readonly printName: string;
}

/** Where the names lie: offsets from the start of the PathBuffer, lengths in bytes. */
export interface NameRanges {
  readonly substituteNameOffset: number;
  readonly substituteNameLength: number;
  readonly printNameOffset: number;
  readonly printNameLength: number;
}

/** The fields of {@link NameRanges}, in wire order. */
export const nameRanges: Readonly<Record<keyof NameRanges, Field<number>>> = {
  substituteNameOffset: u16,
  substituteNameLength: u16,
  printNameOffset: u16,
  printNameLength: u16,
};

/**
 * Reads the names out of a PathBuffer, where they may lie in any order.
 *
 * @throws {ProtocolError} for a name that is not inside
 */
export function namesIn(pathBuffer: Uint8Array, ranges: NameRanges, what: string): LinkNames {
  const name = (at: number, length: number) => readUtf16(within(pathBuffer, at, length, what));
  return {
    substituteName: name(ranges.substituteNameOffset, ranges.substituteNameLength),
    printName: name(ranges.printNameOffset, ranges.printNameLength),
  };
}

/**
 * A PathBuffer with both names, the substitute name first.
 *
 * @param terminated with a NUL behind each name, as junctions have it
 */
export function pathBufferOf(
  { substituteName, printName }: LinkNames,
  terminated = false,
): { readonly pathBuffer: Uint8Array; readonly ranges: NameRanges } {
  const end = terminated ? '\0' : '';
  return {
    pathBuffer: writeUtf16(substituteName + end + printName + end),
    ranges: {
      substituteNameOffset: 0,
      substituteNameLength: substituteName.length * 2,
      printNameOffset: (substituteName + end).length * 2,
      printNameLength: printName.length * 2,
    },
  };
}
