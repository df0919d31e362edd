// [MS-FSCC] 2.1.2.4 Symbolic Link Reparse Data Buffer
import { u32 } from '../../fields.ts';
import { struct } from '../../struct.ts';
import { bytes } from '../../tails.ts';
import type { Codec } from '../information-class.ts';
import { type LinkNames, nameRanges, namesIn, pathBufferOf } from './path-buffer.ts';

/** Flags of a symbolic link. */
export const SymbolicLinkFlags = { RELATIVE: 1 } as const;
export type SymbolicLinkFlags = (typeof SymbolicLinkFlags)[keyof typeof SymbolicLinkFlags];

/** A symbolic link. */
export interface SymbolicLink extends LinkNames {
  readonly kind: 'symlink';
  /** The substitute name counts from the folder that the link lies in. */
  readonly relative: boolean;
}

const NAME = 'Symbolic Link Reparse Data Buffer';
const Fields = struct(NAME, undefined, { ...nameRanges, flags: u32, pathBuffer: bytes });

/** The data behind the head of a reparse point whose tag is SYMLINK. */
export const symbolicLink: Codec<SymbolicLink> = {
  encode(link) {
    const { pathBuffer, ranges } = pathBufferOf(link);
    return Fields.encode({ ...ranges, flags: link.relative ? SymbolicLinkFlags.RELATIVE : 0, pathBuffer });
  },
  decode(data) {
    const { flags, pathBuffer, ...ranges } = Fields.decode(data);
    const relative = (flags & SymbolicLinkFlags.RELATIVE) !== 0;
    return { kind: 'symlink', relative, ...namesIn(pathBuffer, ranges, NAME) };
  },
};
