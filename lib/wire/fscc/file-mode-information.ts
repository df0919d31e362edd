// [MS-FSCC] 2.4 FileModeInformation
import { u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The fields, which FileAllInformation repeats. */
export const ModeFields = struct('FileModeInformation', undefined, { mode: u32 });

/** How the handle was opened: CreateOptions that last. */
export const FileModeInformation = fileInformation('FileModeInformation', 16, ModeFields);
export type FileModeInformation = InformationOf<typeof FileModeInformation>;
