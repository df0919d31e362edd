// [MS-FSCC] 2.4.28.2 FileLinkInformation for SMB2
import { fileInformation, type InformationOf } from './information-class.ts';
import { newPath } from './new-path.ts';

const NAME = 'FileLinkInformation';

/** One more name for the file, a hard link, to set. */
export const FileLinkInformation = fileInformation(NAME, 11, newPath(NAME));
export type FileLinkInformation = InformationOf<typeof FileLinkInformation>;
