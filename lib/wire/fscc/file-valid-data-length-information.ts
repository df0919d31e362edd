// [MS-FSCC] 2.4 FileValidDataLengthInformation
import { i64, must } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/**
 * Up to where the bytes of a file count as written, to set; behind that they read as zeros. It may grow, not shrink,
 * and needs a privilege, since it shows what was on the disk before. Not on Samba.
 */
export const FileValidDataLengthInformation = fileInformation(
  'FileValidDataLengthInformation',
  39,
  struct('FileValidDataLengthInformation', undefined, {
    /** Bytes. */
    validDataLength: must(i64),
  }),
);
export type FileValidDataLengthInformation = InformationOf<typeof FileValidDataLengthInformation>;
