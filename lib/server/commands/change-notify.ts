// [MS-SMB2] 3.3.5.19 Receiving an SMB2 CHANGE_NOTIFY Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import {
  ChangeNotifyFlags,
  ChangeNotifyRequest,
  ChangeNotifyResponse,
} from '../../wire/smb2/change-notify.ts';
import type { Call } from '../connection/call.ts';
import { checkTransact } from '../connection/charge.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';
import { Watch } from '../watching/watch.ts';

/** Answers when something happens in a folder, at once with what happened since the last answer. */
export async function changeNotify(call: Call): Promise<Reply> {
  const request = call.read(ChangeNotifyRequest);
  const { outputBufferLength: room, completionFilter } = request;
  checkTransact(call, room);
  const open = call.file(request.fileId);
  if (!open.file.isDirectory || open.stream !== undefined) {
    throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  }
  if ((open.grantedAccess & AccessMask.LIST_DIRECTORY) === 0) {
    throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  }
  if (open.file.deletePending) throw new Refused(NtStatus.STATUS_DELETE_PENDING);
  // later ones may say anything, as the first one's filter stays
  if (open.watch === undefined && completionFilter === 0)
    throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  open.watch ??= watchOf(open, request);
  const { watch } = open;
  const changes = watch.due ? watch.take(room) : await open.whileWaiting(() => next(call, watch, room));
  return changes === undefined
    ? reply(ChangeNotifyResponse, { outputBuffer: NOTHING }, { status: NtStatus.STATUS_NOTIFY_ENUM_DIR })
    : reply(ChangeNotifyResponse, { outputBuffer: changes });
}

const NOTHING = new Uint8Array(0);

/** From now on the handle remembers what happens, whether or not a request waits for it. */
function watchOf(open: FileOpen, request: ChangeNotifyRequest): Watch {
  const watch = new Watch(open.share, open.file, {
    filter: request.completionFilter,
    recursive: (request.flags & ChangeNotifyFlags.WATCH_TREE) !== 0,
    room: request.outputBufferLength,
  });
  open.onClose(() => {
    watch.end();
  });
  return watch;
}

async function next(call: Call, watch: Watch, room: number): Promise<Uint8Array | undefined> {
  const turn = watch.queue();
  try {
    // the interim reply says that we listen: it must be true
    await Promise.race([watch.ready, turn.come]);
    await call.waitFor(turn.come);
    return watch.take(room);
  } catch (error) {
    // 3.3.5.6: a LOGOFF closes what is open, whatever is given up on its way
    throw call.session.valid ? error : new Refused(NtStatus.STATUS_NOTIFY_CLEANUP);
  } finally {
    turn.leave();
  }
}
