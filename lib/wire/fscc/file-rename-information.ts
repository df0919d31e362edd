// [MS-FSCC] 2.4 FileRenameInformation for SMB2
import { bool8, lengthOf, reserved, u32, u64 } from '../fields.ts';
import { type InputOf, struct } from '../struct.ts';
import { utf16 } from '../tails.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

const RenameFields = struct('FileRenameInformation', undefined, {
  replaceIfExists: bool8,
  reserved: reserved(7),
  /** Always 0 over a network. */
  rootDirectory: u64,
  fileNameLength: lengthOf('fileName', u32),
  /** The whole new path within the share, without a backslash in front. */
  fileName: utf16,
});

const LEAST = 24;

/** A new path for the file, to set. */
export const FileRenameInformation = fileInformation('FileRenameInformation', 10, {
  decode: (bytes: Uint8Array) => RenameFields.decode(bytes),
  encode(value: InputOf<typeof RenameFields>) {
    // MUST have 24 bytes at least: Windows answers a rename to one character with INFO_LENGTH_MISMATCH otherwise
    const target = new Uint8Array(Math.max(RenameFields.size(value), LEAST));
    RenameFields.encodeInto(target, 0, value);
    return target;
  },
});
export type FileRenameInformation = InformationOf<typeof FileRenameInformation>;
