// [MS-FSCC] 2.4 FileDispositionInformation
import { bool8, must } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** Whether the file is deleted when its last handle is closed, to set. */
export const FileDispositionInformation = fileInformation(
  'FileDispositionInformation',
  13,
  struct('FileDispositionInformation', undefined, { deletePending: must(bool8) }),
);
export type FileDispositionInformation = InformationOf<typeof FileDispositionInformation>;
