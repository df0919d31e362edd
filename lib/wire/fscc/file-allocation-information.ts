// [MS-FSCC] 2.4 FileAllocationInformation
import { i64, must } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** Bytes reserved for the file, to set; less than its size cuts it off. */
export const FileAllocationInformation = fileInformation(
  'FileAllocationInformation',
  19,
  struct('FileAllocationInformation', undefined, { allocationSize: must(i64) }),
);
export type FileAllocationInformation = InformationOf<typeof FileAllocationInformation>;
