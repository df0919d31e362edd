// [MS-FSCC] 2.5 FileFsSizeInformation
import { i64, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { filesystemInformation, type InformationOf } from './information-class.ts';

/** Room on the volume, in allocation units. */
export const FileFsSizeInformation = filesystemInformation(
  'FileFsSizeInformation',
  3,
  struct('FileFsSizeInformation', undefined, {
    totalAllocationUnits: i64,
    availableAllocationUnits: i64,
    sectorsPerAllocationUnit: u32,
    bytesPerSector: u32,
  }),
);
export type FileFsSizeInformation = InformationOf<typeof FileFsSizeInformation>;
