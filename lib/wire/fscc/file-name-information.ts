// [MS-FSCC] 2.4 FileNameInformation
import { lengthOf, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { utf16 } from '../tails.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The fields, which FileAllInformation repeats. */
export const NameFields = struct('FileNameInformation', undefined, {
  fileNameLength: lengthOf('fileName', u32),
  fileName: utf16,
});

/** The path of the file within its volume, with a backslash in front. */
export const FileNameInformation = fileInformation('FileNameInformation', 9, NameFields);
export type FileNameInformation = InformationOf<typeof FileNameInformation>;
