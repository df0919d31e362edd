// [MS-SMB2] 2.2.31 IOCTL Request, 2.2.32 IOCTL Response
import { type Field, lengthOf, must, offsetOf, reserved, u32 } from '../fields.ts';
import { type InputOf, struct, type ValueOf } from '../struct.ts';
import { bytes, placed } from '../tails.ts';
import { fileId } from './file-id.ts';

/** The control codes that [MS-SMB2] itself knows; the file system has more, in [MS-FSCC] 2.3. */
export const FsctlCode = {
  FSCTL_DFS_GET_REFERRALS: 0x0006_0194,
  FSCTL_DFS_GET_REFERRALS_EX: 0x0006_01b0,
  FSCTL_SET_REPARSE_POINT: 0x0009_00a4,
  FSCTL_FILE_LEVEL_TRIM: 0x0009_8208,
  FSCTL_PIPE_PEEK: 0x0011_400c,
  FSCTL_PIPE_WAIT: 0x0011_0018,
  FSCTL_PIPE_TRANSCEIVE: 0x0011_c017,
  FSCTL_SRV_REQUEST_RESUME_KEY: 0x0014_0078,
  FSCTL_SRV_ENUMERATE_SNAPSHOTS: 0x0014_4064,
  FSCTL_SRV_COPYCHUNK: 0x0014_40f2,
  FSCTL_SRV_COPYCHUNK_WRITE: 0x0014_80f2,
  FSCTL_SRV_READ_HASH: 0x0014_41bb,
  FSCTL_LMR_REQUEST_RESILIENCY: 0x0014_01d4,
  FSCTL_QUERY_NETWORK_INTERFACE_INFO: 0x0014_01fc,
  FSCTL_VALIDATE_NEGOTIATE_INFO: 0x0014_0204,
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
