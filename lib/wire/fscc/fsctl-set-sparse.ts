// [MS-FSCC] 2.3 FSCTL_SET_SPARSE: FILE_SET_SPARSE_BUFFER
import { bool8 } from '../fields.ts';
import { struct } from '../struct.ts';
import { controlCode, nothing } from './control-code.ts';

/** Whether or no. */
export const FileSetSparseBuffer = struct('FILE_SET_SPARSE_BUFFER', undefined, {
  /** Omitted means yes. */
  setSparse: { ...bool8, fallback: true },
});

/** Makes a file sparse, or no longer: only a sparse file has holes that take no room. */
export const FSCTL_SET_SPARSE = controlCode('FSCTL_SET_SPARSE', 0x0009_00c4, {
  input: FileSetSparseBuffer,
  output: nothing,
});
