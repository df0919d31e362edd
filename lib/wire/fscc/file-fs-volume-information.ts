// [MS-FSCC] 2.5 FileFsVolumeInformation
import { filetime } from '../dtyp/filetime.ts';
import { bool8, lengthOf, reserved, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { utf16 } from '../tails.ts';
import { filesystemInformation, type InformationOf } from './information-class.ts';

/** The label and the serial number of the volume. */
export const FileFsVolumeInformation = filesystemInformation(
  'FileFsVolumeInformation',
  1,
  struct('FileFsVolumeInformation', undefined, {
    volumeCreationTime: filetime,
    volumeSerialNumber: u32,
    volumeLabelLength: lengthOf('volumeLabel', u32),
    supportsObjects: bool8,
    reserved: reserved(1),
    volumeLabel: utf16,
  }),
);
export type FileFsVolumeInformation = InformationOf<typeof FileFsVolumeInformation>;
