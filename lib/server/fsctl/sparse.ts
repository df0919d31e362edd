// [MS-FSA] 2.1.5.10 FSCTL_SET_SPARSE, FSCTL_SET_ZERO_DATA, FSCTL_QUERY_ALLOCATED_RANGES, FSCTL_QUERY_FILE_REGIONS
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { AllocatedRangeQuery, AllocatedRanges } from '../../wire/fscc/fsctl-query-allocated-ranges.ts';
import {
  FileRegionInput,
  FileRegionOutput,
  FileRegionUsage,
} from '../../wire/fscc/fsctl-query-file-regions.ts';
import { FileSetSparseBuffer } from '../../wire/fscc/fsctl-set-sparse.ts';
import { FileZeroDataInformation } from '../../wire/fscc/fsctl-set-zero-data.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import { FileAttributes } from '../../wire/smb2/file-attributes.ts';
import type { ByteRange, FileBytes } from '../file-systems/file-system.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';
import { checkBuffers, checkWritable, DONE, type Fsctl } from './fsctl.ts';

/** Zeros that are written at once where a file system knows no holes. */
const ZEROS = new Uint8Array(65_536);
const RANGE_SIZE = 16;
const REGION_SIZE = 24;
const LARGEST = 0x7fff_ffff_ffff_ffffn;

/** Whether zeros may become holes: an attribute, and no more, since file systems decide for themselves. */
export const setSparse: Fsctl = async (call, { fileId, input }) => {
  const open = call.granted(fileId, AccessMask.WRITE_DATA | AccessMask.WRITE_ATTRIBUTES);
  if (open.file.isDirectory) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  checkWritable(open);
  const sparse = input.length === 0 || FileSetSparseBuffer.decode(input).setSparse;
  const { attributes } = await open.entry();
  const { SPARSE_FILE } = FileAttributes;
  const changed = sparse ? attributes | SPARSE_FILE : attributes & ~SPARSE_FILE;
  if (changed !== attributes) {
    await open.share.fs.update(open.file.path, { attributes: changed });
    open.share.modified(open.file.path, CompletionFilter.ATTRIBUTES);
  }
  return DONE;
};

/** Makes a range of zeros; the file does not get longer. */
export const setZeroData: Fsctl = async (call, request) => {
  checkBuffers(request, FileZeroDataInformation.fixed);
  const { fileOffset, beyondFinalZero } = FileZeroDataInformation.decode(request.input);
  const open = call.granted(request.fileId, AccessMask.WRITE_DATA);
  const bytes = bytesOf(open);
  if (fileOffset < 0n || beyondFinalZero < fileOffset) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  checkWritable(open);
  await open.using(async () => {
    const { start, end } = clipped(fileOffset, beyondFinalZero, await bytes.size());
    if (start >= end) return;
    open.checkLocks(start, end - start, 'write');
    await zero(bytes, start, end);
  });
  open.share.modified(open.file.path, CompletionFilter.LAST_WRITE);
  return DONE;
};

/** Which parts of a range hold data. */
export const queryAllocatedRanges: Fsctl = async (call, request) => {
  checkBuffers(request, AllocatedRangeQuery.fixed);
  const { fileOffset, length } = AllocatedRangeQuery.decode(request.input);
  const open = call.granted(request.fileId, AccessMask.READ_DATA);
  const bytes = bytesOf(open);
  checkRange(fileOffset, length);
  const found = await open.using(async () => {
    const { start, end } = clipped(fileOffset, fileOffset + length, await bytes.size());
    if (start >= end) return [];
    return bytes.allocated === undefined ? [{ start, end }] : bytes.allocated(start, end);
  });
  const room = Math.floor(request.maxOutputResponse / RANGE_SIZE);
  if (found.length > 0 && room === 0) throw new Refused(NtStatus.STATUS_BUFFER_TOO_SMALL);
  return {
    output: AllocatedRanges.encode({ ranges: found.slice(0, room).map(told) }),
    status: found.length > room ? NtStatus.STATUS_BUFFER_OVERFLOW : undefined,
  };
};

/** All of a file is valid: what nobody wrote is zeros, and never what lay on the medium before. */
export const queryFileRegions: Fsctl = async (call, request) => {
  const all = { fileOffset: 0n, length: LARGEST, desiredUsage: FileRegionUsage.VALID_CACHED_DATA };
  const { input, maxOutputResponse } = request;
  const asked = input.length === 0 ? all : FileRegionInput.decode(input);
  const open = call.file(request.fileId);
  const bytes = bytesOf(open);
  checkRange(asked.fileOffset, asked.length);
  if ((asked.desiredUsage & FileRegionUsage.VALID_CACHED_DATA) === 0) {
    throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  }
  if (maxOutputResponse < FileRegionOutput.fixed + REGION_SIZE) {
    throw new Refused(NtStatus.STATUS_BUFFER_TOO_SMALL);
  }
  const size = await open.using(() => bytes.size());
  const { start, end } = clipped(asked.fileOffset, asked.fileOffset + asked.length, size);
  const usage = FileRegionUsage.VALID_CACHED_DATA;
  const regions = start < end ? [{ ...told({ start, end }), usage }] : [];
  return { output: FileRegionOutput.encode({ totalRegionEntryCount: regions.length, regions }) };
};

function bytesOf({ file, bytes }: FileOpen): FileBytes {
  if (file.isDirectory) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  if (bytes === undefined) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  return bytes;
}

function checkRange(offset: bigint, length: bigint): void {
  if (offset < 0n || length < 0n || offset > LARGEST - length) {
    throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  }
}

/** The part of a range that lies in the file. */
function clipped(from: bigint, to: bigint, size: number): ByteRange {
  const within = (offset: bigint) => (offset > BigInt(size) ? size : Number(offset));
  return { start: within(from), end: within(to) };
}

function told({ start, end }: ByteRange) {
  return { fileOffset: BigInt(start), length: BigInt(end - start) };
}

async function zero(bytes: FileBytes, start: number, end: number): Promise<void> {
  if (bytes.zero !== undefined) {
    await bytes.zero(start, end);
    return;
  }
  for (let at = start; at < end; at += ZEROS.length) {
    await bytes.write(at, [ZEROS.subarray(0, Math.min(ZEROS.length, end - at))]);
  }
}
