// [MS-FSCC] 2.4 FileEaInformation
import { u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The fields, which FileAllInformation repeats. */
export const EaFields = struct('FileEaInformation', undefined, { eaSize: u32 });

/** Bytes that the extended attributes take. */
export const FileEaInformation = fileInformation('FileEaInformation', 7, EaFields);
export type FileEaInformation = InformationOf<typeof FileEaInformation>;
