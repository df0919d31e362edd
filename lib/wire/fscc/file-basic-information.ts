// [MS-FSCC] 2.4 FileBasicInformation
import { filetime } from '../dtyp/filetime.ts';
import { reserved, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The fields, which FileAllInformation repeats. */
export const BasicFields = struct('FileBasicInformation', undefined, {
  creationTime: filetime,
  lastAccessTime: filetime,
  lastWriteTime: filetime,
  changeTime: filetime,
  /** In a SET_INFO 0 leaves the attributes alone; NORMAL clears them all. */
  fileAttributes: u32,
  reserved: reserved(4),
});

/** Times and attributes, to query and to set; an omitted time is left as it is. */
export const FileBasicInformation = fileInformation('FileBasicInformation', 4, BasicFields);
export type FileBasicInformation = InformationOf<typeof FileBasicInformation>;
