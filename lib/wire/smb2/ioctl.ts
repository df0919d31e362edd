// [MS-SMB2] 2.2.31 IOCTL Request, 2.2.32 IOCTL Response
import { type Field, lengthOf, must, offsetOf, reserved, u32 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { bytes, placed } from '../tails.ts';
import { fileId } from './file-id.ts';

/**
 * The control codes of [MS-SMB2] 2.2.31 and of [MS-FSCC] 2.3, in the order of their numbers. Structures have theirs
 * beside them: whoever uses one of them needs no table of all.
 */
export const FsctlCode = {
  FSCTL_DFS_GET_REFERRALS: 0x0006_0194,
  FSCTL_DFS_GET_REFERRALS_EX: 0x0006_01b0,
  FSCTL_IS_PATHNAME_VALID: 0x0009_002c,
  FSCTL_GET_COMPRESSION: 0x0009_003c,
  FSCTL_QUERY_FAT_BPB: 0x0009_0058,
  FSCTL_FILESYSTEM_GET_STATISTICS: 0x0009_0060,
  FSCTL_GET_NTFS_VOLUME_DATA: 0x0009_0064,
  FSCTL_GET_RETRIEVAL_POINTERS: 0x0009_0073,
  FSCTL_FIND_FILES_BY_SID: 0x0009_008f,
  FSCTL_SET_OBJECT_ID: 0x0009_0098,
  FSCTL_GET_OBJECT_ID: 0x0009_009c,
  FSCTL_DELETE_OBJECT_ID: 0x0009_00a0,
  FSCTL_SET_REPARSE_POINT: 0x0009_00a4,
  FSCTL_GET_REPARSE_POINT: 0x0009_00a8,
  FSCTL_DELETE_REPARSE_POINT: 0x0009_00ac,
  FSCTL_SET_OBJECT_ID_EXTENDED: 0x0009_00bc,
  FSCTL_CREATE_OR_GET_OBJECT_ID: 0x0009_00c0,
  FSCTL_SET_SPARSE: 0x0009_00c4,
  FSCTL_SET_ENCRYPTION: 0x0009_00d7,
  FSCTL_READ_FILE_USN_DATA: 0x0009_00eb,
  FSCTL_WRITE_USN_CLOSE_RECORD: 0x0009_00ef,
  FSCTL_MARK_HANDLE: 0x0009_00fc,
  FSCTL_SIS_COPYFILE: 0x0009_0100,
  FSCTL_RECALL_FILE: 0x0009_0117,
  FSCTL_QUERY_SPARING_INFO: 0x0009_0138,
  FSCTL_QUERY_ON_DISK_VOLUME_INFO: 0x0009_013c,
  FSCTL_SET_ZERO_ON_DEALLOCATION: 0x0009_0194,
  FSCTL_SET_SHORT_NAME_BEHAVIOR: 0x0009_01b4,
  FSCTL_GET_INTEGRITY_INFORMATION: 0x0009_027c,
  FSCTL_QUERY_FILE_REGIONS: 0x0009_0284,
  FSCTL_GET_REFS_VOLUME_DATA: 0x0009_02d8,
  FSCTL_QUERY_ALLOCATED_RANGES: 0x0009_40cf,
  FSCTL_OFFLOAD_READ: 0x0009_4264,
  FSCTL_SET_ZERO_DATA: 0x0009_80c8,
  FSCTL_SET_DEFECT_MANAGEMENT: 0x0009_8134,
  FSCTL_FILE_LEVEL_TRIM: 0x0009_8208,
  FSCTL_OFFLOAD_WRITE: 0x0009_8268,
  FSCTL_DUPLICATE_EXTENTS_TO_FILE: 0x0009_8344,
  FSCTL_DUPLICATE_EXTENTS_TO_FILE_EX: 0x0009_83e8,
  FSCTL_SET_COMPRESSION: 0x0009_c040,
  FSCTL_SET_INTEGRITY_INFORMATION: 0x0009_c280,
  FSCTL_PIPE_WAIT: 0x0011_0018,
  FSCTL_PIPE_PEEK: 0x0011_400c,
  FSCTL_PIPE_TRANSCEIVE: 0x0011_c017,
  FSCTL_SRV_REQUEST_RESUME_KEY: 0x0014_0078,
  FSCTL_LMR_SET_LINK_TRACKING_INFORMATION: 0x0014_00ec,
  FSCTL_LMR_REQUEST_RESILIENCY: 0x0014_01d4,
  FSCTL_QUERY_NETWORK_INTERFACE_INFO: 0x0014_01fc,
  FSCTL_VALIDATE_NEGOTIATE_INFO: 0x0014_0204,
  FSCTL_SRV_ENUMERATE_SNAPSHOTS: 0x0014_4064,
  FSCTL_SRV_COPYCHUNK: 0x0014_40f2,
  FSCTL_SRV_READ_HASH: 0x0014_41bb,
  FSCTL_SRV_COPYCHUNK_WRITE: 0x0014_80f2,
} as const;
export type FsctlCode = (typeof FsctlCode)[keyof typeof FsctlCode];

/** A request without IS_FSCTL is an IOCTL, which every server refuses. */
export const IoctlFlags = { IS_FSCTL: 1 } as const;
export type IoctlFlags = (typeof IoctlFlags)[keyof typeof IoctlFlags];

const flags: Field<number> = { ...u32, fallback: IoctlFlags.IS_FSCTL };

/** A control code with its input. Codes that belong to no file take `RELATED_FILE_ID`. */
export const IoctlRequest = struct('SMB2 IOCTL Request', 57, {
  reserved: reserved(2),
  ctlCode: must(u32),
  fileId,
  inputOffset: offsetOf('input', u32),
  inputCount: lengthOf('input', u32),
  maxInputResponse: u32,
  outputOffset: offsetOf('output', u32),
  outputCount: lengthOf('output', u32),
  maxOutputResponse: u32,
  flags,
  reserved2: reserved(4),
  input: placed(bytes, { align: 8 }),
  output: placed(bytes, { align: 8 }),
});
export type IoctlRequest = ValueOf<typeof IoctlRequest>;
export type IoctlRequestInput = InputOf<typeof IoctlRequest>;

/** Its output. */
export const IoctlResponse = struct('SMB2 IOCTL Response', 49, {
  reserved: reserved(2),
  ctlCode: must(u32),
  fileId,
  inputOffset: offsetOf('input', u32),
  inputCount: lengthOf('input', u32),
  outputOffset: offsetOf('output', u32),
  outputCount: lengthOf('output', u32),
  flags: u32,
  reserved2: reserved(4),
  input: placed(bytes, { align: 8 }),
  output: placed(bytes, { align: 8 }),
});
export type IoctlResponse = ValueOf<typeof IoctlResponse>;
export type IoctlResponseInput = InputOf<typeof IoctlResponse>;
