// [MS-SMB2] 3.3.5.15 Receiving an SMB2 IOCTL Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { RELATED_FILE_ID } from '../../wire/smb2/file-id.ts';
import { IoctlFlags, IoctlRequest, IoctlResponse } from '../../wire/smb2/ioctl.ts';
import type { Call } from '../connection/call.ts';
import { checkTransact } from '../connection/charge.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { fsctlOf, WITHOUT_FILE } from '../fsctl/table.ts';
import { Refused } from '../refused.ts';

/** One control code. */
export async function ioctl(call: Call): Promise<Reply> {
  const request = call.read(IoctlRequest);
  const { ctlCode, fileId, flags, input, output, maxInputResponse, maxOutputResponse } = request;
  if (flags !== IoctlFlags.IS_FSCTL) throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
  // 3.3.5.15: an open that is not there is told before anything of the input is
  if (!WITHOUT_FILE.has(ctlCode)) call.open(fileId);
  checkTransact(call, Math.max(input.length + output.length, maxInputResponse + maxOutputResponse));
  if (WITHOUT_FILE.has(ctlCode)) {
    const { persistent, volatile } = RELATED_FILE_ID;
    const none = fileId.persistent === persistent && fileId.volatile === volatile;
    if (!none) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  }
  const answer = await fsctlOf(ctlCode)(call, request);
  return reply(
    IoctlResponse,
    { ctlCode, fileId: call.related ? call.chain.fileId : fileId, output: answer.output },
    { status: answer.status },
  );
}
