// [MS-FSA] 2.1.5.15.3 FileDispositionInformation, 2.1.5.15.4 FileDispositionInformationEx
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { FileDispositionFlags } from '../../wire/fscc/file-disposition-information-ex.ts';
import { CreateOptions } from '../../wire/smb2/create-options.ts';
import { FileAttributes } from '../../wire/smb2/file-attributes.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

const { DELETE, POSIX_SEMANTICS, ON_CLOSE, IGNORE_READONLY_ATTRIBUTE } = FileDispositionFlags;

/**
 * Marks a file to go when its last open is closed, or takes the mark back.
 * @param flags bits of FileDispositionFlags
 */
export function dispose(open: FileOpen, flags: number): Promise<void> {
  return open.share.turns.alone(async () => {
    if (flags & ON_CLOSE) {
      // it is about what CREATE said, and CREATE must have said it
      if ((open.createOptions & CreateOptions.DELETE_ON_CLOSE) === 0) {
        throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
      }
      open.deleteOnClose = (flags & DELETE) !== 0;
      return;
    }
    const { file, stream } = open;
    if ((flags & DELETE) !== 0) await checkRemovable(open, (flags & IGNORE_READONLY_ATTRIBUTE) !== 0);
    if (stream !== undefined) {
      open.deleteOnClose = (flags & DELETE) !== 0;
      return;
    }
    file.deletePending = (flags & DELETE) !== 0;
    open.removesOnClose = file.deletePending && (flags & POSIX_SEMANTICS) !== 0;
  });
}

/** @param even though it is read-only */
async function checkRemovable(open: FileOpen, even: boolean): Promise<void> {
  const { share, file, stream } = open;
  if (share.fs.readOnly === true) throw new Refused(NtStatus.STATUS_MEDIA_WRITE_PROTECTED);
  if (file.path === '') throw new Refused(NtStatus.STATUS_CANNOT_DELETE);
  const { attributes } = await open.entry();
  if (attributes & FileAttributes.READONLY && !even) throw new Refused(NtStatus.STATUS_CANNOT_DELETE);
  if (!file.isDirectory || stream !== undefined) return;
  for await (const batch of share.fs.list(open.path)) {
    if (batch.length > 0) throw new Refused(NtStatus.STATUS_DIRECTORY_NOT_EMPTY);
  }
}
