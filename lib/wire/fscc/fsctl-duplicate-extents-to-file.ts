// [MS-FSCC] 2.3 FSCTL_DUPLICATE_EXTENTS_TO_FILE: SMB2_DUPLICATE_EXTENTS_DATA
import { i64, must } from '../fields.ts';
import { fileId } from '../smb2/file-id.ts';
import { struct } from '../struct.ts';
import { controlCode, nothing } from './control-code.ts';

/** Whence and whither. */
export const DuplicateExtentsData = struct('SMB2_DUPLICATE_EXTENTS_DATA', undefined, {
  /** The source, a handle of the same session and volume. */
  sourceFileId: fileId,
  sourceFileOffset: must(i64),
  targetFileOffset: must(i64),
  /** Offsets and count are whole clusters. */
  byteCount: must(i64),
});

/** Lets a file share the clusters of another one, until either is written to: no byte is copied. */
export const FSCTL_DUPLICATE_EXTENTS_TO_FILE = controlCode('FSCTL_DUPLICATE_EXTENTS_TO_FILE', 0x0009_8344, {
  input: DuplicateExtentsData,
  output: nothing,
  patient: true,
});
