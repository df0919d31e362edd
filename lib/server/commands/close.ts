// [MS-SMB2] 3.3.5.10 Receiving an SMB2 CLOSE Request
import { CloseFlags, CloseRequest, CloseResponse } from '../../wire/smb2/close.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { factsOf } from '../facts.ts';

/** Gives an open back; what was marked to go goes now. */
export async function close(call: Call): Promise<Reply> {
  const { flags, fileId } = call.read(CloseRequest);
  const open = call.open(fileId);
  const asked = (flags & CloseFlags.POSTQUERY_ATTRIB) !== 0 && open.kind === 'file';
  // nobody may use it any more, not even while its last writes are awaited
  call.session.opens.delete(open.fileId.volatile);
  if (open.kind === 'file') {
    open.release();
    await open.settle();
  }
  const entry = asked ? await open.entry().catch(() => undefined) : undefined;
  await open.close();
  return entry === undefined
    ? reply(CloseResponse, {})
    : reply(CloseResponse, { flags: CloseFlags.POSTQUERY_ATTRIB, ...factsOf(entry) });
}
