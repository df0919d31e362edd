// [MS-SMB2] 3.3.5.20 Receiving an SMB2 QUERY_INFO Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { u32, viewOf } from '../../wire/fields.ts';
import { InfoType, QueryInfoRequest, QueryInfoResponse } from '../../wire/smb2/query-info.ts';
import type { Call } from '../connection/call.ts';
import { checkTransact } from '../connection/charge.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { FILE_QUERIES } from '../info/file-queries.ts';
import { pipeInformation } from '../info/pipe-information.ts';
import type { Query } from '../info/query.ts';
import { securityOf } from '../info/security.ts';
import { entryOf } from '../info/subject.ts';
import { VOLUME_QUERIES } from '../info/volume-queries.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';

/** What is known of an open, its volume or its security. */
export async function queryInfo(call: Call): Promise<Reply> {
  const request = call.read(QueryInfoRequest);
  const { outputBufferLength: room } = request;
  checkTransact(call, Math.max(room, request.inputBuffer.length));
  const open = call.open(request.fileId);
  if (open.kind === 'pipe') return fitted(pipeInformation(request), room);
  switch (request.infoType) {
    case InfoType.FILE:
      return ask(call, open, request, FILE_QUERIES);
    case InfoType.FILESYSTEM:
      return ask(call, open, request, VOLUME_QUERIES);
    case InfoType.SECURITY:
      return security(open, request);
    case InfoType.QUOTA:
      throw new Refused(NtStatus.STATUS_NOT_SUPPORTED);
    default:
      throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  }
}

async function ask(
  call: Call,
  open: FileOpen,
  request: QueryInfoRequest,
  queries: readonly Query[],
): Promise<Reply> {
  const query = queries.find(({ infoClass }) => infoClass === request.fileInfoClass);
  if (query === undefined) throw new Refused(NtStatus.STATUS_INVALID_INFO_CLASS);
  const { outputBufferLength: room, inputBuffer: input } = request;
  if (room < query.least) throw new Refused(NtStatus.STATUS_INFO_LENGTH_MISMATCH);
  if (query.access !== 0 && (open.grantedAccess & query.access) === 0) {
    throw new Refused(NtStatus.STATUS_ACCESS_DENIED);
  }
  return fitted(await query.answer({ call, open, entry: await entryOf(open), input }, room), room);
}

async function security(open: FileOpen, request: QueryInfoRequest): Promise<Reply> {
  const bytes = await securityOf(open, request.additionalInformation);
  if (bytes.length <= request.outputBufferLength) return reply(QueryInfoResponse, { outputBuffer: bytes });
  // 3.3.5.20.3: how much room it takes
  const needed = new Uint8Array(u32.size);
  u32.write(viewOf(needed), 0, bytes.length);
  throw new Refused(NtStatus.STATUS_BUFFER_TOO_SMALL, needed);
}

/** What does not fit is cut off, and told to be. */
function fitted(bytes: Uint8Array, room: number): Reply {
  if (bytes.length <= room) return reply(QueryInfoResponse, { outputBuffer: bytes });
  const outputBuffer = bytes.subarray(0, room);
  return reply(QueryInfoResponse, { outputBuffer }, { status: NtStatus.STATUS_BUFFER_OVERFLOW });
}
