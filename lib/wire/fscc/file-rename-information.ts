// [MS-FSCC] 2.4 FileRenameInformation for SMB2
import { fileInformation, type InformationOf } from './information-class.ts';
import { newPath } from './new-path.ts';

const NAME = 'FileRenameInformation';

/** A new path for the file, to set. */
export const FileRenameInformation = fileInformation(NAME, 10, newPath(NAME));
export type FileRenameInformation = InformationOf<typeof FileRenameInformation>;
