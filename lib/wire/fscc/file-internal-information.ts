// [MS-FSCC] 2.4 FileInternalInformation
import { u64 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The fields, which FileAllInformation repeats. */
export const InternalFields = struct('FileInternalInformation', undefined, { indexNumber: u64 });

/** The number of the file within its volume; 0 where the file system has none. */
export const FileInternalInformation = fileInformation('FileInternalInformation', 6, InternalFields);
export type FileInternalInformation = InformationOf<typeof FileInternalInformation>;
