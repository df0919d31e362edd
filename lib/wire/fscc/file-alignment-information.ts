// [MS-FSCC] 2.4 FileAlignmentInformation
import { u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The fields, which FileAllInformation repeats. */
export const AlignmentFields = struct('FileAlignmentInformation', undefined, { alignmentRequirement: u32 });

/** The alignment that the device wants for unbuffered transfers: a mask, one less than a power of two. */
export const FileAlignmentInformation = fileInformation('FileAlignmentInformation', 17, AlignmentFields);
export type FileAlignmentInformation = InformationOf<typeof FileAlignmentInformation>;
