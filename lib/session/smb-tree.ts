import type { TreeConnectResponse } from '../commands/tree-connect.ts';
import type { Address, Tree } from '../commands/target.ts';
import type { SmbSession } from './smb-session.ts';

/** One share that is connected to. */
export class SmbTree implements Tree {
  readonly session: SmbSession;
  /** What the server said of it. */
  readonly info: TreeConnectResponse;

  constructor(session: SmbSession, info: TreeConnectResponse) {
    this.session = session;
    this.info = info;
  }

  address(): Address {
    return { ...this.session.address(), treeId: this.info.treeId };
  }
}
