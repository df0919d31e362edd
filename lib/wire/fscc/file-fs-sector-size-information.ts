// [MS-FSCC] 2.5 FileFsSectorSizeInformation
import { u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { filesystemInformation, type InformationOf } from './information-class.ts';

/** How the sectors of a device lie. */
export const SectorSizeFlags = {
  ALIGNED_DEVICE: 0x1,
  PARTITION_ALIGNED_ON_DEVICE: 0x2,
  NO_SEEK_PENALTY: 0x4,
  TRIM_ENABLED: 0x8,
} as const;
export type SectorSizeFlags = (typeof SectorSizeFlags)[keyof typeof SectorSizeFlags];

/** The sizes of sectors, in bytes, and where they begin. */
export const FileFsSectorSizeInformation = filesystemInformation(
  'FileFsSectorSizeInformation',
  11,
  struct('FileFsSectorSizeInformation', undefined, {
    logicalBytesPerSector: u32,
    physicalBytesPerSectorForAtomicity: u32,
    physicalBytesPerSectorForPerformance: u32,
    fileSystemEffectivePhysicalBytesPerSectorForAtomicity: u32,
    /** Bits of {@link SectorSizeFlags}. */
    flags: u32,
    /** All ones where it is not known. */
    byteOffsetForSectorAlignment: u32,
    /** All ones where it is not known. */
    byteOffsetForPartitionAlignment: u32,
  }),
);
export type FileFsSectorSizeInformation = InformationOf<typeof FileFsSectorSizeInformation>;
