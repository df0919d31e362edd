// [MS-FSCC] 2.5 FileFsFullSizeInformation
import { i64, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { filesystemInformation, type InformationOf } from './information-class.ts';

/** Room on the volume, in allocation units: for this user (quotas), and in all. */
export const FileFsFullSizeInformation = filesystemInformation(
  'FileFsFullSizeInformation',
  7,
  struct('FileFsFullSizeInformation', undefined, {
    totalAllocationUnits: i64,
    callerAvailableAllocationUnits: i64,
    actualAvailableAllocationUnits: i64,
    sectorsPerAllocationUnit: u32,
    bytesPerSector: u32,
  }),
);
export type FileFsFullSizeInformation = InformationOf<typeof FileFsFullSizeInformation>;
