// [MS-SMB2] 3.3.5.7 Receiving an SMB2 TREE_CONNECT Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import {
  ShareFlags,
  ShareType,
  TreeConnectRequest,
  TreeConnectResponse,
} from '../../wire/smb2/tree-connect.ts';
import { ALL_ACCESS, READ_ACCESS } from '../access.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { Refused } from '../refused.ts';
import type { Share } from '../state/share.ts';

/** Enters a share. */
export function treeConnect(call: Call): Reply {
  const { path } = call.read(TreeConnectRequest);
  // \\server\share: the server may be called whatever the client calls it
  const [, name] = /^\\\\[^\\]*\\([^\\]+)$/u.exec(path) ?? [];
  if (name === undefined) throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
  const share = call.link.host.share(name);
  if (share === undefined) throw new Refused(NtStatus.STATUS_BAD_NETWORK_NAME);
  const { session } = call;
  const tree = { id: session.nextTreeId(), share };
  session.trees.set(tree.id, tree);
  call.chain.treeId = tree.id;
  return reply(
    TreeConnectResponse,
    {
      shareType: share.kind === 'disk' ? ShareType.DISK : ShareType.PIPE,
      // the client's caches have no way to hear of changes here
      shareFlags: share.kind === 'disk' ? ShareFlags.NO_CACHING : 0,
      maximalAccess: maximalAccess(share),
    },
    { treeId: tree.id },
  );
}

function maximalAccess(share: Share): number {
  return share.kind === 'disk' && share.fs.readOnly === true ? READ_ACCESS : ALL_ACCESS;
}
