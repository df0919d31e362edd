// [MS-FSCC] 2.3 FSCTL_SET_ZERO_DATA: FILE_ZERO_DATA_INFORMATION
import { i64, must } from '../fields.ts';
import { struct } from '../struct.ts';
import { controlCode, nothing } from './control-code.ts';

/** The range. */
export const FileZeroDataInformation = struct('FILE_ZERO_DATA_INFORMATION', undefined, {
  fileOffset: must(i64),
  /** Offset behind the last zero. */
  beyondFinalZero: must(i64),
});

/** Fills a range with zeros; in a sparse file it becomes a hole. The file does not get longer. */
export const FSCTL_SET_ZERO_DATA = controlCode('FSCTL_SET_ZERO_DATA', 0x0009_80c8, {
  input: FileZeroDataInformation,
  output: nothing,
});
