// [MS-FSCC] 2.3 FSCTL_QUERY_FILE_REGIONS: FILE_REGION_INPUT, FILE_REGION_OUTPUT
import { countOf, type Field, i64, reserved, u32 } from '../fields.ts';
import { array } from '../smb2/array.ts';
import { struct } from '../struct.ts';
import { controlCode } from './control-code.ts';

/** What a region is good for. */
export const FileRegionUsage = {
  INVALID_RANGE: 0,
  /** NTFS: below the valid data length. */
  VALID_CACHED_DATA: 1,
  /** ReFS: the same, for reads that bypass the cache. */
  VALID_NONCACHED_DATA: 2,
} as const;
export type FileRegionUsage = (typeof FileRegionUsage)[keyof typeof FileRegionUsage];

/** A range of a file, in bytes, and what it is good for. */
export interface FileRegionInfo {
  readonly fileOffset: bigint;
  readonly length: bigint;
  /** Bits of `FileRegionUsage`. */
  readonly usage: number;
}

/** What is asked about; no input at all asks about everything. */
export const FileRegionInput = struct('FILE_REGION_INPUT', undefined, {
  fileOffset: i64,
  /** Omitted means to the end, wherever that is. */
  length: { ...i64, fallback: 0x7fff_ffff_ffff_ffffn },
  desiredUsage: { ...u32, fallback: FileRegionUsage.VALID_CACHED_DATA },
  reserved: reserved(4),
});

const region: Field<FileRegionInfo> = {
  size: 24,
  read: (view, at) => ({
    fileOffset: view.getBigInt64(at, true),
    length: view.getBigInt64(at + 8, true),
    usage: view.getUint32(at + 16, true),
  }),
  write(view, at, { fileOffset, length, usage }) {
    view.setBigInt64(at, fileOffset, true);
    view.setBigInt64(at + 8, length, true);
    view.setUint32(at + 16, usage, true);
  },
};

/** The regions that there are. */
export const FileRegionOutput = struct('FILE_REGION_OUTPUT', undefined, {
  flags: u32,
  /** Regions that there are, of which `regions` may be the first only. */
  totalRegionEntryCount: u32,
  regionEntryCount: countOf('regions', u32),
  reserved: reserved(4),
  regions: array(region),
});

/** Which parts of a file were ever written, below its valid data length. Windows 8 and later. */
export const FSCTL_QUERY_FILE_REGIONS = controlCode('FSCTL_QUERY_FILE_REGIONS', 0x0009_0284, {
  input: FileRegionInput,
  output: FileRegionOutput,
  room: 65_536,
  asks: true,
});
