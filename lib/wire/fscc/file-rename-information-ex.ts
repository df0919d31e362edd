// [MS-FSCC] 2.4 FileRenameInformationEx
import { reserved, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';
import { padded, PATH } from './new-path.ts';

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

const NAME = 'FileRenameInformationEx';
const RenameFields = struct(NAME, undefined, {
  /** Bits of {@link FileRenameFlags}. */
  flags: u32,
  reserved: reserved(4),
  ...PATH,
});

/** A new path for the file, in more ways than one, to set. Not on Samba. */
export const FileRenameInformationEx = fileInformation(NAME, 65, padded(RenameFields));
export type FileRenameInformationEx = InformationOf<typeof FileRenameInformationEx>;
