// [MS-SMB2] 3.3.5.8 Receiving an SMB2 TREE_DISCONNECT Request
import { TreeDisconnectRequest, TreeDisconnectResponse } from '../../wire/smb2/tree-disconnect.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';

/** Leaves a share. */
export async function treeDisconnect(call: Call): Promise<Reply> {
  call.read(TreeDisconnectRequest);
  await call.session.leave(call.tree);
  return reply(TreeDisconnectResponse, {});
}
