// [MS-FSCC] 2.4 FileNormalizedNameInformation
import { NameFields } from './file-name-information.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The path of the file within its volume as it is on the disk: long names in their own case. SMB 3.1.1 only. */
export const FileNormalizedNameInformation = fileInformation('FileNormalizedNameInformation', 48, NameFields);
export type FileNormalizedNameInformation = InformationOf<typeof FileNormalizedNameInformation>;
