import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { FsctlCode } from '../../wire/smb2/ioctl.ts';
import { Refused } from '../refused.ts';
import { copychunk, requestResumeKey } from './copychunk.ts';
import { duplicateExtents } from './duplicate-extents.ts';
import type { Fsctl } from './fsctl.ts';
import { pipePeek, pipeTransceive, pipeWait } from './pipe.ts';
import { deleteReparsePoint, getReparsePoint, setReparsePoint } from './reparse-point.ts';
import { queryAllocatedRanges, queryFileRegions, setSparse, setZeroData } from './sparse.ts';
import { validateNegotiateInfo } from './validate-negotiate-info.ts';
import { enumerateSnapshots, getCompression, objectId, setCompression } from './volume.ts';

const refusing =
  (status: number): Fsctl =>
  () => {
    throw new Refused(status);
  };

// no namespace (3.3.5.15.2), no further channels (3.3.5.15.11), no handles that outlive a connection (3.3.5.15.9)
const noDfs = refusing(NtStatus.STATUS_FS_DRIVER_REQUIRED);
const notSupported = refusing(NtStatus.STATUS_NOT_SUPPORTED);

/** Codes that belong to no open: their FileId is all ones (3.3.5.15). */
export const WITHOUT_FILE: ReadonlyMap<number, Fsctl> = new Map<number, Fsctl>([
  [FsctlCode.FSCTL_DFS_GET_REFERRALS, noDfs],
  [FsctlCode.FSCTL_DFS_GET_REFERRALS_EX, noDfs],
  [FsctlCode.FSCTL_VALIDATE_NEGOTIATE_INFO, validateNegotiateInfo],
  [FsctlCode.FSCTL_QUERY_NETWORK_INTERFACE_INFO, notSupported],
  [FsctlCode.FSCTL_PIPE_WAIT, pipeWait],
]);

const ON_FILES: ReadonlyMap<number, Fsctl> = new Map<number, Fsctl>([
  [FsctlCode.FSCTL_PIPE_TRANSCEIVE, pipeTransceive],
  [FsctlCode.FSCTL_PIPE_PEEK, pipePeek],
  [FsctlCode.FSCTL_SRV_REQUEST_RESUME_KEY, requestResumeKey],
  [FsctlCode.FSCTL_SRV_COPYCHUNK, copychunk],
  [FsctlCode.FSCTL_SRV_COPYCHUNK_WRITE, copychunk],
  [FsctlCode.FSCTL_DUPLICATE_EXTENTS_TO_FILE, duplicateExtents],
  [FsctlCode.FSCTL_SRV_ENUMERATE_SNAPSHOTS, enumerateSnapshots],
  [FsctlCode.FSCTL_GET_REPARSE_POINT, getReparsePoint],
  [FsctlCode.FSCTL_SET_REPARSE_POINT, setReparsePoint],
  [FsctlCode.FSCTL_DELETE_REPARSE_POINT, deleteReparsePoint],
  [FsctlCode.FSCTL_SET_SPARSE, setSparse],
  [FsctlCode.FSCTL_SET_ZERO_DATA, setZeroData],
  [FsctlCode.FSCTL_QUERY_ALLOCATED_RANGES, queryAllocatedRanges],
  [FsctlCode.FSCTL_QUERY_FILE_REGIONS, queryFileRegions],
  [FsctlCode.FSCTL_GET_COMPRESSION, getCompression],
  [FsctlCode.FSCTL_SET_COMPRESSION, setCompression],
  [FsctlCode.FSCTL_CREATE_OR_GET_OBJECT_ID, objectId],
  [FsctlCode.FSCTL_GET_OBJECT_ID, objectId],
  [FsctlCode.FSCTL_LMR_REQUEST_RESILIENCY, notSupported],
]);

/** [MS-FSA] 2.1.5.10: what a file system does not know is no request to it. */
const unknown: Fsctl = (call, { fileId }) => {
  call.open(fileId);
  throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
};

/** Who answers a control code. */
export function fsctlOf(ctlCode: number): Fsctl {
  return WITHOUT_FILE.get(ctlCode) ?? ON_FILES.get(ctlCode) ?? unknown;
}
