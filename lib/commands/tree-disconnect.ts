import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { TreeDisconnectRequest, TreeDisconnectResponse } from '../wire/smb2/tree-disconnect.ts';
import type { Answered } from './addressed.ts';
import { Pdu } from './pdu.ts';
import type { Tree } from './target.ts';

/** Gives a share back, and all that is open in it ([MS-SMB2] 2.2.11). */
export function treeDisconnect(tree: Tree): Pdu<Answered> {
  return new Pdu(tree, {
    command: Command.TREE_DISCONNECT,
    steadfast: true,
    encode: () => ({ body: TreeDisconnectRequest.encode({}, HEADER_SIZE) }),
    decode({ header, message }) {
      TreeDisconnectResponse.decode(message, HEADER_SIZE);
      return { status: header.status };
    },
  });
}
