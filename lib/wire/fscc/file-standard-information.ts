// [MS-FSCC] 2.4 FileStandardInformation
import { bool8, i64, reserved, u32 } from '../fields.ts';
import { struct } from '../struct.ts';
import { fileInformation, type InformationOf } from './information-class.ts';

/** The fields, which FileAllInformation repeats. */
export const StandardFields = struct('FileStandardInformation', undefined, {
  allocationSize: i64,
  endOfFile: i64,
  numberOfLinks: u32,
  deletePending: bool8,
  directory: bool8,
  reserved: reserved(2),
});

/** Sizes in bytes, links, and whether it is a folder. */
export const FileStandardInformation = fileInformation('FileStandardInformation', 5, StandardFields);
export type FileStandardInformation = InformationOf<typeof FileStandardInformation>;
