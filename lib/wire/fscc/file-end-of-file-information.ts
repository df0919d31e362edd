// [MS-FSCC] 2.4 FileEndOfFileInformation
import { i64, must } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The size of the file in bytes, to set. */
export const FileEndOfFileInformation = fileInformation(
  'FileEndOfFileInformation',
  20,
  struct('FileEndOfFileInformation', undefined, { endOfFile: must(i64) }),
);
export type FileEndOfFileInformation = InformationOf<typeof FileEndOfFileInformation>;
