// [MS-FSCC] 2.4 FilePositionInformation
import { i64 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The fields, which FileAllInformation repeats. */
export const PositionFields = struct('FilePositionInformation', undefined, { currentByteOffset: i64 });

/** The position of the handle, which SMB2 keeps but never uses. */
export const FilePositionInformation = fileInformation('FilePositionInformation', 14, PositionFields);
export type FilePositionInformation = InformationOf<typeof FilePositionInformation>;
