import fc from 'fast-check';
import { guid } from '../../../lib/wire/dtyp/guid.ts';
import { FileFsAttributeInformation } from '../../../lib/wire/fscc/file-fs-attribute-information.ts';
import {
  FileFsControlInformation,
  FileSystemControlFlags,
} from '../../../lib/wire/fscc/file-fs-control-information.ts';
import { FileFsDeviceInformation } from '../../../lib/wire/fscc/file-fs-device-information.ts';
import { FileFsFullSizeInformation } from '../../../lib/wire/fscc/file-fs-full-size-information.ts';
import { FileFsObjectIdInformation } from '../../../lib/wire/fscc/file-fs-object-id-information.ts';
import {
  FileFsSectorSizeInformation,
  SectorSizeFlags,
} from '../../../lib/wire/fscc/file-fs-sector-size-information.ts';
import { FileFsSizeInformation } from '../../../lib/wire/fscc/file-fs-size-information.ts';
import { FileFsVolumeInformation } from '../../../lib/wire/fscc/file-fs-volume-information.ts';
import { any } from '../smb2/codec-laws.ts';
import { describeClass, i64 } from './class-laws.ts';

describeClass(FileFsVolumeInformation, {
  infoType: 2,
  infoClass: 1,
  bytes: '5e913446527bdd01 78563412 06000000 01 00 6c00 6100 6200',
  value: {
    volumeCreationTime: 0x01dd_7b52_4634_915en,
    volumeSerialNumber: 0x1234_5678,
    supportsObjects: true,
    volumeLabel: 'lab',
  },
  least: 24,
  arbitrary: fc.record({
    volumeCreationTime: i64,
    volumeSerialNumber: any.u32,
    supportsObjects: fc.boolean(),
    volumeLabel: any.text,
  }),
});

describeClass(FileFsSizeInformation, {
  infoType: 2,
  infoClass: 3,
  bytes: '0000000001000000 0200000000000000 08000000 00020000',
  value: {
    totalAllocationUnits: 0x1_0000_0000n,
    availableAllocationUnits: 2n,
    sectorsPerAllocationUnit: 8,
    bytesPerSector: 512,
  },
  least: 24,
  arbitrary: fc.record({
    totalAllocationUnits: i64,
    availableAllocationUnits: i64,
    sectorsPerAllocationUnit: any.u32,
    bytesPerSector: any.u32,
  }),
});

describeClass(FileFsDeviceInformation, {
  infoType: 2,
  infoClass: 4,
  bytes: '07000000 20000000',
  value: { deviceType: 7, characteristics: 0x20 },
  least: 8,
  arbitrary: fc.record({ deviceType: any.u32, characteristics: any.u32 }),
});

describeClass(FileFsAttributeInformation, {
  infoType: 2,
  infoClass: 5,
  bytes: '6f000100 ff000000 08000000 4e00 5400 4600 5300',
  value: { fileSystemAttributes: 0x1_006f, maximumComponentNameLength: 255, fileSystemName: 'NTFS' },
  least: 20,
  arbitrary: fc.record({
    fileSystemAttributes: any.u32,
    maximumComponentNameLength: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fileSystemName: any.text,
  }),
});

describeClass(FileFsFullSizeInformation, {
  infoType: 2,
  infoClass: 7,
  bytes: '0000000001000000 0200000000000000 0300000000000000 08000000 00020000',
  value: {
    totalAllocationUnits: 0x1_0000_0000n,
    callerAvailableAllocationUnits: 2n,
    actualAvailableAllocationUnits: 3n,
    sectorsPerAllocationUnit: 8,
    bytesPerSector: 512,
  },
  least: 32,
  arbitrary: fc.record({
    totalAllocationUnits: i64,
    callerAvailableAllocationUnits: i64,
    actualAvailableAllocationUnits: i64,
    sectorsPerAllocationUnit: any.u32,
    bytesPerSector: any.u32,
  }),
});

describeClass(FileFsControlInformation, {
  infoType: 2,
  infoClass: 6,
  bytes: `0100000000000000 0200000000000000 0300000000000000
    0000100000000000 ffffffffffffffff 03000000 00000000`,
  value: {
    freeSpaceStartFiltering: 1n,
    freeSpaceThreshold: 2n,
    freeSpaceStopFiltering: 3n,
    defaultQuotaThreshold: 2n ** 20n,
    defaultQuotaLimit: 2n ** 64n - 1n,
    fileSystemControlFlags: FileSystemControlFlags.QUOTA_TRACK | FileSystemControlFlags.QUOTA_ENFORCE,
  },
  least: 48,
  arbitrary: fc.record({
    freeSpaceStartFiltering: i64,
    freeSpaceThreshold: i64,
    freeSpaceStopFiltering: i64,
    defaultQuotaThreshold: any.u64,
    defaultQuotaLimit: any.u64,
    fileSystemControlFlags: any.u32,
  }),
});

/** 16 bytes as a GUID's text. */
const guids = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map(bytes => guid.read(new DataView(bytes.buffer, bytes.byteOffset, 16), 0));

describeClass(FileFsObjectIdInformation, {
  infoType: 2,
  infoClass: 8,
  bytes: `10b8a76bad9dd11180b400c04fd430c8 ${'07'.repeat(48)}`,
  value: {
    objectId: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    extendedInfo: new Uint8Array(48).fill(7),
  },
  least: 64,
  arbitrary: fc.record({ objectId: guids, extendedInfo: fc.uint8Array({ minLength: 48, maxLength: 48 }) }),
});

describeClass(FileFsSectorSizeInformation, {
  infoType: 2,
  infoClass: 11,
  bytes: '00020000 00100000 00100000 00100000 03000000 00000000 ffffffff',
  value: {
    logicalBytesPerSector: 512,
    physicalBytesPerSectorForAtomicity: 4096,
    physicalBytesPerSectorForPerformance: 4096,
    fileSystemEffectivePhysicalBytesPerSectorForAtomicity: 4096,
    flags: SectorSizeFlags.ALIGNED_DEVICE | SectorSizeFlags.PARTITION_ALIGNED_ON_DEVICE,
    byteOffsetForSectorAlignment: 0,
    byteOffsetForPartitionAlignment: 0xffff_ffff,
  },
  least: 28,
  arbitrary: fc.record({
    logicalBytesPerSector: any.u32,
    physicalBytesPerSectorForAtomicity: any.u32,
    physicalBytesPerSectorForPerformance: any.u32,
    fileSystemEffectivePhysicalBytesPerSectorForAtomicity: any.u32,
    flags: any.u32,
    byteOffsetForSectorAlignment: any.u32,
    byteOffsetForPartitionAlignment: any.u32,
  }),
});
