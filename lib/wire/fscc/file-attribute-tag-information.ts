// [MS-FSCC] 2.4 FileAttributeTagInformation
import { u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** Attributes, and the kind of a reparse point (0 where there is none). */
export const FileAttributeTagInformation = fileInformation(
  'FileAttributeTagInformation',
  35,
  struct('FileAttributeTagInformation', undefined, { fileAttributes: u32, reparseTag: u32 }),
);
export type FileAttributeTagInformation = InformationOf<typeof FileAttributeTagInformation>;
