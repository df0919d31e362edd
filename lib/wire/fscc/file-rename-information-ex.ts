// [MS-FSCC] 2.4 FileRenameInformationEx
import { lengthOf, reserved, u32, u64 } from '../fields.ts';
import { type InputOf, struct } from '../struct.ts';
import { utf16 } from '../tails.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** How a file gets its new path. */
export const FileRenameFlags = {
  REPLACE_IF_EXISTS: 0x1,
  /** What is replaced may be open. */
  POSIX_SEMANTICS: 0x2,
  SUPPRESS_PIN_STATE_INHERITANCE: 0x4,
  SUPPRESS_STORAGE_RESERVE_INHERITANCE: 0x8,
  NO_INCREASE_AVAILABLE_SPACE: 0x10,
  NO_DECREASE_AVAILABLE_SPACE: 0x20,
  IGNORE_READONLY_ATTRIBUTE: 0x40,
  FORCE_RESIZE_TARGET_SR: 0x80,
  FORCE_RESIZE_SOURCE_SR: 0x100,
} as const;
export type FileRenameFlags = (typeof FileRenameFlags)[keyof typeof FileRenameFlags];

const RenameFields = struct('FileRenameInformationEx', undefined, {
  /** Bits of {@link FileRenameFlags}. */
  flags: u32,
  reserved: reserved(4),
  /** Always 0 over a network. */
  rootDirectory: u64,
  fileNameLength: lengthOf('fileName', u32),
  /** The whole new path within the share, without a backslash in front. */
  fileName: utf16,
});

const LEAST = 24;

/** A new path for the file, in more ways than one, to set. Not on Samba. */
export const FileRenameInformationEx = fileInformation('FileRenameInformationEx', 65, {
  decode: (bytes: Uint8Array) => RenameFields.decode(bytes),
  encode(value: InputOf<typeof RenameFields>) {
    // as FileRenameInformation, of whose short forms Windows makes INFO_LENGTH_MISMATCH
    const target = new Uint8Array(Math.max(RenameFields.size(value), LEAST));
    RenameFields.encodeInto(target, 0, value);
    return target;
  },
});
export type FileRenameInformationEx = InformationOf<typeof FileRenameInformationEx>;
