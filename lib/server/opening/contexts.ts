// [MS-SMB2] 2.2.14.2: what CREATE answers to what was asked beside the file
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import type { CreateContext } from '../../wire/smb2/contexts/create-context.ts';
import { QueryMaximalAccess } from '../../wire/smb2/contexts/maximal-access.ts';
import { QueryOnDiskId } from '../../wire/smb2/contexts/on-disk-id.ts';
import type { FileEntry } from '../file-systems/file-system.ts';

/** The contexts of the response; what is not known is not answered, which means that it was not granted. */
export function answerContexts(
  asked: readonly CreateContext[],
  entry: FileEntry,
  maximalAccess: number,
): CreateContext[] {
  const answers: CreateContext[] = [];
  if (QueryMaximalAccess.request.in(asked)) {
    answers.push(QueryMaximalAccess.response.of({ queryStatus: NtStatus.STATUS_SUCCESS, maximalAccess }));
  }
  if (QueryOnDiskId.request.in(asked)) {
    answers.push(QueryOnDiskId.response.of({ diskFileId: entry.fileId, volumeId: 0n }));
  }
  return answers;
}
