// [MS-FSCC] 2.3 FSCTL_DUPLICATE_EXTENTS_TO_FILE, [MS-FSA] 2.1.5.10
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { DuplicateExtentsData } from '../../wire/fscc/fsctl-duplicate-extents-to-file.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { CompletionFilter } from '../../wire/smb2/change-notify.ts';
import { CLUSTER } from '../info/subject.ts';
import { Refused } from '../refused.ts';
import { copyBytes } from './copy-bytes.ts';
import { checkBuffers, checkWritable, DONE, type Fsctl } from './fsctl.ts';

/** A client asks for shared clusters; nobody can tell them from a copy. */
export const duplicateExtents: Fsctl = async (call, request) => {
  checkBuffers(request, DuplicateExtentsData.fixed);
  const { sourceFileId, sourceFileOffset, targetFileOffset, byteCount } = DuplicateExtentsData.decode(
    request.input,
  );
  const target = call.granted(request.fileId, AccessMask.WRITE_DATA);
  const source = call.session.opens.get(sourceFileId.volatile);
  if (source?.kind !== 'file' || source.fileId.persistent !== sourceFileId.persistent) {
    throw new Refused(NtStatus.STATUS_INVALID_HANDLE);
  }
  if ((source.grantedAccess & AccessMask.READ_DATA) === 0) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  if (source.share !== target.share) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  checkWritable(target);
  const length = withinFile(sourceFileOffset, byteCount, BigInt((await source.bytes?.size()) ?? 0));
  if (length > 0n) {
    await copyBytes(source, target, { from: sourceFileOffset, to: targetFileOffset, length });
    target.share.modified(target.file.path, CompletionFilter.SIZE | CompletionFilter.LAST_WRITE);
  }
  return DONE;
};

/** Clients ask for whole clusters: of the last one, only what the file has of it can be copied. */
function withinFile(from: bigint, length: bigint, size: bigint): bigint {
  const cluster = BigInt(CLUSTER);
  const allocated = ((size + cluster - 1n) / cluster) * cluster;
  return from < size && from + length > size && from + length <= allocated ? size - from : length;
}
