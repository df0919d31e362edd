// [MS-FSCC] 2.3 FSCTL_QUERY_ALLOCATED_RANGES: FILE_ALLOCATED_RANGE_BUFFER
import { type Field, i64, must } from '../fields.ts';
import { array } from '../smb2/array.ts';
import { struct } from '../struct.ts';
import { controlCode } from './control-code.ts';

/** A range of a file, in bytes. */
export interface FileAllocatedRange {
  readonly fileOffset: bigint;
  readonly length: bigint;
}

/** The range that is asked about. */
export const AllocatedRangeQuery = struct('FILE_ALLOCATED_RANGE_BUFFER', undefined, {
  fileOffset: must(i64),
  length: must(i64),
});

const range: Field<FileAllocatedRange> = {
  size: 16,
  read: (view, at) => ({ fileOffset: view.getBigInt64(at, true), length: view.getBigInt64(at + 8, true) }),
  write(view, at, { fileOffset, length }) {
    view.setBigInt64(at, fileOffset, true);
    view.setBigInt64(at + 8, length, true);
  },
};

/** The ranges that hold data. */
export const AllocatedRanges = struct('FSCTL_QUERY_ALLOCATED_RANGES Reply', undefined, {
  ranges: array(range),
});

/**
 * Which parts of a range hold data, or may: what lies between them reads as zeros. Where `status` is
 * STATUS_BUFFER_OVERFLOW there are more behind the last one.
 */
export const FSCTL_QUERY_ALLOCATED_RANGES = controlCode('FSCTL_QUERY_ALLOCATED_RANGES', 0x0009_40cf, {
  input: AllocatedRangeQuery,
  output: AllocatedRanges,
  room: 65_536,
  asks: true,
});
