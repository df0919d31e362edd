// [MS-SMB2] 3.3.5.9 Receiving an SMB2 CREATE Request
import { CreateAction, CreateRequest, CreateResponse, OplockLevel } from '../../wire/smb2/create.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { factsOf } from '../facts.ts';
import { answerContexts } from '../opening/contexts.ts';
import { mostOf, openFile } from '../opening/open-file.ts';
import { checkRequest } from '../opening/request.ts';
import { openPipe } from '../pipes/open-pipe.ts';
import type { DiskShare } from '../state/share.ts';

/** Opens or makes a file, a folder, a stream or a pipe. */
export function create(call: Call): Promise<Reply> | Reply {
  const request = call.read(CreateRequest);
  const { share } = call.tree;
  return share.kind === 'pipe' ? pipe(call, request) : file(call, request, share);
}

async function file(call: Call, request: CreateRequest, share: DiskShare): Promise<Reply> {
  const { tree, session, link } = call;
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

function pipe(call: Call, request: CreateRequest): Reply {
  const { tree, session, link } = call;
  const fileId = link.host.nextFileId();
  session.opens.set(fileId.volatile, openPipe(request.name, fileId, tree, link.host));
  call.chain.fileId = fileId;
  return reply(CreateResponse, { fileId, createAction: CreateAction.OPENED, fileAttributes: 0x80 });
}
