// [MS-FSCC] 2.4 FileIdInformation
import { u64 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileId128 } from './file-id-128.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** Which file of which volume it is, in 128 bits, as ReFS needs it. Not on Samba. */
export const FileIdInformation = fileInformation(
  'FileIdInformation',
  59,
  struct('FileIdInformation', undefined, { volumeSerialNumber: u64, fileId: fileId128 }),
);
export type FileIdInformation = InformationOf<typeof FileIdInformation>;
