import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import {
  TreeConnectRequest,
  TreeConnectResponse as Codec,
  type TreeConnectResponse as Fields,
} from '../wire/smb2/tree-connect.ts';
import type { Answered } from './addressed.ts';
import { Pdu } from './pdu.ts';
import type { Session } from './target.ts';

/** The fields of [MS-SMB2] 2.2.9. */
export interface TreeConnectOptions {
  /** `\\server\share` */
  readonly path: string;
  readonly flags?: number | undefined;
}

/** The fields of [MS-SMB2] 2.2.10. */
export interface TreeConnectResponse extends Answered, Fields {
  readonly treeId: number;
}

/** Connects to a share ([MS-SMB2] 2.2.9); always signed where there is a key (3.1.1 wants it so). */
export function treeConnect(session: Session, options: TreeConnectOptions): Pdu<TreeConnectResponse> {
  return new Pdu(session, {
    command: Command.TREE_CONNECT,
    path: options.path,
    signed: true,
    encode: () => ({ body: TreeConnectRequest.encode(options, HEADER_SIZE) }),
    decode: ({ header, message }) => ({
      status: header.status,
      ...Codec.decode(message, HEADER_SIZE),
      treeId: header.treeId,
    }),
  });
}
