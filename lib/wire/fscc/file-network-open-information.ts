// [MS-FSCC] 2.4 FileNetworkOpenInformation
import { filetime } from '../dtyp/filetime.ts';
import { i64, reserved, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** What a `stat` needs, in 56 bytes. */
export const FileNetworkOpenInformation = fileInformation(
  'FileNetworkOpenInformation',
  34,
  struct('FileNetworkOpenInformation', undefined, {
    creationTime: filetime,
    lastAccessTime: filetime,
    lastWriteTime: filetime,
    changeTime: filetime,
    allocationSize: i64,
    endOfFile: i64,
    fileAttributes: u32,
    reserved: reserved(4),
  }),
);
export type FileNetworkOpenInformation = InformationOf<typeof FileNetworkOpenInformation>;
