// [MS-FSCC] 2.4: the layout that FileRenameInformation and FileLinkInformation for SMB2 share, and their extended forms
import { bool8, lengthOf, reserved, u64, u32 } from '../fields.ts';
import { type Decoded, type Encodable, type Layout, type Struct, struct } from '../struct.ts';
import { utf16 } from '../tails.ts';
import type { Codec } from './information-class.ts';

/** Whatever stands in front, what follows is the same. */
export const PATH = {
  /** Always 0 over a network. */
  rootDirectory: u64,
  fileNameLength: lengthOf('fileName', u32),
  /** The whole new path within the share, without a backslash in front. */
  fileName: utf16,
};

/** MUST have 24 bytes at least: Windows answers a path of one character with INFO_LENGTH_MISMATCH otherwise. */
const LEAST = 24;

/** Where a file is to be found, and whether what is there already gives way. */
export function newPath(name: string) {
  return padded(struct(name, undefined, { replaceIfExists: bool8, reserved: reserved(7), ...PATH }));
}

/** A structure with `PATH` at its end, as long as a server may insist on. */
export function padded<L extends Layout>(fields: Struct<L>): Codec<Decoded<L>, Encodable<L>> {
  return {
    decode: bytes => fields.decode(bytes),
    encode(value) {
      const target = new Uint8Array(Math.max(fields.size(value), LEAST));
      fields.encodeInto(target, 0, value);
      return target;
    },
  };
}
