import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { FileStandardInformation } from '../../wire/fscc/file-standard-information.ts';
import { InfoType, type QueryInfoRequest } from '../../wire/smb2/query-info.ts';
import { Refused } from '../refused.ts';

/** Bytes that a pipe claims to have room for. */
const PIPE_ROOM = 4096n;

/** What Windows asks of a pipe before it speaks to the service behind it; nothing else is known of one. */
export function pipeInformation({
  infoType,
  fileInfoClass,
  outputBufferLength,
}: QueryInfoRequest): Uint8Array {
  if (infoType !== InfoType.FILE) throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
  if (fileInfoClass !== FileStandardInformation.infoClass) {
    throw new Refused(NtStatus.STATUS_INVALID_DEVICE_REQUEST);
  }
  const bytes = FileStandardInformation.codec.encode({
    allocationSize: PIPE_ROOM,
    numberOfLinks: 1,
    deletePending: true,
  });
  if (outputBufferLength < bytes.length) throw new Refused(NtStatus.STATUS_INFO_LENGTH_MISMATCH);
  return bytes;
}
