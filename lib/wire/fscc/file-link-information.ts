// [MS-FSCC] 2.4.28.2 FileLinkInformation for SMB2
import { bool8, lengthOf, reserved, u32, u64 } from '../fields.ts';
import { type InputOf, struct } from '../struct.ts';
import { utf16 } from '../tails.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

const LinkFields = struct('FileLinkInformation', undefined, {
  replaceIfExists: bool8,
  reserved: reserved(7),
  /** Always 0 over a network. */
  rootDirectory: u64,
  fileNameLength: lengthOf('fileName', u32),
  /** The whole path of the new link within the share, without a backslash in front. */
  fileName: utf16,
});

const LEAST = 24;

/** One more name for the file, a hard link, to set. */
export const FileLinkInformation = fileInformation('FileLinkInformation', 11, {
  decode: (bytes: Uint8Array) => LinkFields.decode(bytes),
  encode(value: InputOf<typeof LinkFields>) {
    // a server may insist on the size of the structure in C, whose name has room for two units at least
    const target = new Uint8Array(Math.max(LinkFields.size(value), LEAST));
    LinkFields.encodeInto(target, 0, value);
    return target;
  },
});
export type FileLinkInformation = InformationOf<typeof FileLinkInformation>;
