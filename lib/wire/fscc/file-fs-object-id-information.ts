// [MS-FSCC] 2.5 FileFsObjectIdInformation
import { guid } from '../dtyp/guid.ts';
import { blob } from '../fields.ts';
import { struct } from '../struct.ts';
import { filesystemInformation, type InformationOf } from './information-class.ts';

/** The GUID of the volume, to query and to set. */
export const FileFsObjectIdInformation = filesystemInformation(
  'FileFsObjectIdInformation',
  8,
  struct('FileFsObjectIdInformation', undefined, {
    objectId: guid,
    /** Whatever the server's system wants to tell of itself. */
    extendedInfo: blob(48),
  }),
);
export type FileFsObjectIdInformation = InformationOf<typeof FileFsObjectIdInformation>;
