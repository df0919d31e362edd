// [MS-SMB2] 3.3.5.11 Receiving an SMB2 FLUSH Request
import { FlushRequest, FlushResponse } from '../../wire/smb2/flush.ts';
import { WRITE_BYTES } from '../access.ts';
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { Refused } from '../refused.ts';

/** What was written is safe on the medium. */
export async function flush(call: Call): Promise<Reply> {
  const open = call.open(call.read(FlushRequest).fileId);
  if (open.kind === 'file') {
    if ((open.grantedAccess & WRITE_BYTES) === 0) throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
    const { bytes } = open;
    if (bytes !== undefined) await open.using(() => bytes.sync());
  }
  return reply(FlushResponse, {});
}
