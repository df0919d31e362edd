// [MS-FSCC] 2.4 FileAccessInformation
import { u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The fields, which FileAllInformation repeats. */
export const AccessFields = struct('FileAccessInformation', undefined, { accessFlags: u32 });

/** The access mask that the handle was granted. */
export const FileAccessInformation = fileInformation('FileAccessInformation', 8, AccessFields);
export type FileAccessInformation = InformationOf<typeof FileAccessInformation>;
