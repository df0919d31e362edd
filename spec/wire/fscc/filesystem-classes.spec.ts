import fc from 'fast-check';
import { FileFsAttributeInformation } from '../../../lib/wire/fscc/file-fs-attribute-information.ts';
import { FileFsDeviceInformation } from '../../../lib/wire/fscc/file-fs-device-information.ts';
import { FileFsFullSizeInformation } from '../../../lib/wire/fscc/file-fs-full-size-information.ts';
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
