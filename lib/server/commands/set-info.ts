// [MS-SMB2] 3.3.5.21 Receiving an SMB2 SET_INFO Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { FileFsControlInformation } from '../../wire/fscc/file-fs-control-information.ts';
import { FileFsObjectIdInformation } from '../../wire/fscc/file-fs-object-id-information.ts';
import { InfoType } from '../../wire/smb2/query-info.ts';
import { SetInfoRequest, SetInfoResponse } from '../../wire/smb2/set-info.ts';
import type { Call } from '../connection/call.ts';
import { checkTransact } from '../connection/charge.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { FILE_CHANGES } from '../info/file-changes.ts';
import { changeSecurity } from '../info/security.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

/** Volumes have neither quotas nor an id that could be set. */
const VOLUME_CLASSES: readonly number[] = [
  FileFsControlInformation.infoClass,
  FileFsObjectIdInformation.infoClass,
];

/** Changes what an information class describes. */
export async function setInfo(call: Call): Promise<Reply> {
  const request = call.read(SetInfoRequest);
  checkTransact(call, request.buffer.length);
  await change(call.file(request.fileId), request);
  return reply(SetInfoResponse, {});
}

async function change(open: FileOpen, request: SetInfoRequest): Promise<void> {
  const { infoType, fileInfoClass, buffer } = request;
  switch (infoType) {
    case InfoType.FILE: {
      const known = FILE_CHANGES.find(({ infoClass }) => infoClass === fileInfoClass);
      if (known === undefined) throw new Refused(NtStatus.STATUS_INVALID_INFO_CLASS);
      if (known.access !== 0 && (open.grantedAccess & known.access) === 0) {
        throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
      }
      await known.apply(open, buffer);
      return;
    }
    case InfoType.FILESYSTEM:
      if (!VOLUME_CLASSES.includes(fileInfoClass)) throw new Refused(NtStatus.STATUS_INVALID_INFO_CLASS);
      throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
    case InfoType.SECURITY:
      await changeSecurity(open, request.additionalInformation, buffer);
      return;
    case InfoType.QUOTA:
      throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
    default:
      throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  }
}
