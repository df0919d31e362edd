// [MS-FSCC] 2.4 FileDispositionInformationEx
import { must, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** How a file is removed. */
export const FileDispositionFlags = {
  DELETE: 0x1,
  /** The name is free at once, though handles to the file may still be open. */
  POSIX_SEMANTICS: 0x2,
  /** Fails for a program that runs. */
  FORCE_IMAGE_SECTION_CHECK: 0x4,
  /** Sets or clears the disposition that CREATE's DELETE_ON_CLOSE made. */
  ON_CLOSE: 0x8,
  IGNORE_READONLY_ATTRIBUTE: 0x10,
} as const;
export type FileDispositionFlags = (typeof FileDispositionFlags)[keyof typeof FileDispositionFlags];

/** Marks the file for removal, in more ways than one, to set; no flags take the mark back. Not on Samba. */
export const FileDispositionInformationEx = fileInformation(
  'FileDispositionInformationEx',
  64,
  struct('FileDispositionInformationEx', undefined, {
    /** Bits of {@link FileDispositionFlags}. */
    flags: must(u32),
  }),
);
export type FileDispositionInformationEx = InformationOf<typeof FileDispositionInformationEx>;
