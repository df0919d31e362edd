// [MS-FSCC] 2.5 FileFsDeviceInformation
import { u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { filesystemInformation, type InformationOf } from './information-class.ts';

/** The kind of device below the share: 7 is a disk, 2 a CD-ROM. */
export const FileFsDeviceInformation = filesystemInformation(
  'FileFsDeviceInformation',
  4,
  struct('FileFsDeviceInformation', undefined, { deviceType: u32, characteristics: u32 }),
);
export type FileFsDeviceInformation = InformationOf<typeof FileFsDeviceInformation>;
