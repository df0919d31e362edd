// [MS-SMB2] 3.3.5.9 Receiving an SMB2 CREATE Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { DurableHandleReconnect } from '../../wire/smb2/contexts/durable-handle.ts';
import { DurableHandleReconnectV2 } from '../../wire/smb2/contexts/durable-handle-v2.ts';
import { TimewarpToken } from '../../wire/smb2/contexts/timewarp.ts';
import { CreateAction, CreateRequest, CreateResponse, OplockLevel } from '../../wire/smb2/create.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { factsOf } from '../facts.ts';
import { answerContexts } from '../opening/contexts.ts';
import { mostOf, openFile } from '../opening/open-file.ts';
import { checkRequest } from '../opening/request.ts';
import { Refused } from '../refused.ts';
import { openPipe } from '../pipes/open-pipe.ts';
import type { DiskShare } from '../state/share.ts';

/** Opens or makes a file, a folder, a stream or a pipe. */
export function create(call: Call): Promise<Reply> | Reply {
  const request = call.read(CreateRequest);
  const { share } = call.tree;
  return share.kind === 'pipe' ? pipe(call, request) : file(call, request, share);
}

async function file(call: Call, request: CreateRequest, present: DiskShare): Promise<Reply> {
  const { tree, session, link } = call;
  checkReconnect(request);
  const share = await askedAge(present, request);
  const fileId = link.host.nextFileId();
  const { open, entry, action } = await openFile(share, checkRequest(request), { fileId, tree });
  if (call.signal.aborted) {
    // the session may be gone by now: nobody else would close it
    await open.close();
    throw call.signal.reason;
  }
  session.opens.set(fileId.volatile, open);
  call.chain.fileId = fileId;
  return reply(CreateResponse, {
    ...factsOf(entry),
    oplockLevel: OplockLevel.NONE,
    createAction: action,
    fileId,
    createContexts: answerContexts(request.createContexts, entry, mostOf(share, entry)),
  });
}

/** 3.3.5.9.7 and 3.3.5.9.12: no open outlives its connection, so that none can be taken up again. */
function checkReconnect({ createContexts }: CreateRequest): void {
  const old = DurableHandleReconnect.in(createContexts) ?? DurableHandleReconnectV2.in(createContexts);
  if (old !== undefined) throw new Refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
}

/** The share now, or as it was at the time that a TIMEWARP_TOKEN names (3.3.5.9.7). */
async function askedAge(share: DiskShare, { createContexts }: CreateRequest): Promise<DiskShare> {
  const token = TimewarpToken.in(createContexts);
  if (token === undefined) return share;
  const past = await share.at(token.timestamp);
  if (past === undefined) throw new Refused(NtStatus.STATUS_OBJECT_NAME_NOT_FOUND);
  return past;
}

function pipe(call: Call, request: CreateRequest): Reply {
  const { tree, session, link } = call;
  const fileId = link.host.nextFileId();
  session.opens.set(fileId.volatile, openPipe(request.name, fileId, tree, link.host));
  call.chain.fileId = fileId;
  return reply(CreateResponse, { fileId, createAction: CreateAction.OPENED, fileAttributes: 0x80 });
}
