// [MS-FSCC] 2.4 FileAlternateNameInformation
import { NameFields } from './file-name-information.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The 8.3 name of the file, without its path; a file that has none is `ENOENT`. */
export const FileAlternateNameInformation = fileInformation('FileAlternateNameInformation', 21, NameFields);
export type FileAlternateNameInformation = InformationOf<typeof FileAlternateNameInformation>;
