// [MS-SMB2] 2.2.2.2.1 Symbolic Link Error Response
import { ProtocolError } from '../../errors.ts';
import { type LinkNames, nameRanges, namesIn, pathBufferOf } from '../fscc/reparse/path-buffer.ts';
import { ReparseTag } from '../fscc/reparse/reparse-tag.ts';
import { SymbolicLinkFlags } from '../fscc/reparse/symbolic-link.ts';
import { must, u16, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { bytes } from '../tails.ts';

/** Where the symbolic link leads to that a CREATE was stopped on. */
export interface SymbolicLinkError extends LinkNames {
  /** The substitute name counts from the folder that the link lies in. */
  readonly relative: boolean;
  /** Bytes at the end of the path that lie behind the link. */
  readonly unparsedPathLength: number;
}

const NAME = 'Symbolic Link Error Response';
/** "SYML". */
const ERROR_TAG = 0x4c4d_5953;
/** What SymLinkLength counts beside the PathBuffer, and what ReparseDataLength does. */
const [BEFORE, RANGES] = [24, 12];

const Fields = struct(NAME, undefined, {
  symLinkLength: must(u32),
  symLinkErrorTag: must(u32),
  reparseTag: must(u32),
  reparseDataLength: must(u16),
  unparsedPathLength: u16,
  ...nameRanges,
  flags: u32,
  pathBuffer: bytes,
});

/** The error data of STATUS_STOPPED_ON_SYMLINK. */
export const SymbolicLinkError = {
  /** @throws {ProtocolError} for what is no such answer */
  decode(data: Uint8Array): SymbolicLinkError {
    const fields = Fields.decode(data);
    const { symLinkErrorTag, reparseTag, flags, unparsedPathLength, pathBuffer } = fields;
    if (symLinkErrorTag !== ERROR_TAG || reparseTag !== ReparseTag.SYMLINK) {
      const tags = [symLinkErrorTag, reparseTag].map(tag => `0x${tag.toString(16)}`);
      throw new ProtocolError(`${NAME}: the tags ${tags.join(' and ')} are not those of a symbolic link`);
    }
    if (unparsedPathLength % 2 !== 0) {
      throw new ProtocolError(`${NAME}: ${unparsedPathLength} bytes are no whole characters`);
    }
    const relative = (flags & SymbolicLinkFlags.RELATIVE) !== 0;
    return { relative, unparsedPathLength, ...namesIn(pathBuffer, fields, NAME) };
  },
  encode({ relative, unparsedPathLength, ...names }: SymbolicLinkError): Uint8Array {
    const { pathBuffer, ranges } = pathBufferOf(names);
    return Fields.encode({
      symLinkLength: BEFORE + pathBuffer.length,
      symLinkErrorTag: ERROR_TAG,
      reparseTag: ReparseTag.SYMLINK,
      reparseDataLength: RANGES + pathBuffer.length,
      unparsedPathLength,
      ...ranges,
      flags: relative ? SymbolicLinkFlags.RELATIVE : 0,
      pathBuffer,
    });
  },
};
