import type { TreeConnectResponse } from '../commands/tree-connect.ts';
import type { Address, Tree } from '../commands/target.ts';
import { ShareCapabilities, ShareFlags } from '../wire/smb2/tree-connect.ts';
import type { SmbSession } from './smb-session.ts';

/** One share that is connected to. */
export class SmbTree implements Tree {
  readonly session: SmbSession;
  /** Its name. */
  readonly share: string;
  /** What the server said of it. */
  readonly info: TreeConnectResponse;
  #under: Address | undefined;
  #address: Address | undefined;

  constructor(session: SmbSession, share: string, info: TreeConnectResponse) {
    this.session = session;
    this.share = share;
    this.info = info;
  }

  /** Parts of it may lie on other servers ([MS-SMB2] 3.2.1.4, IsDfsShare). */
  get isDfs(): boolean {
    return (this.info.capabilities & ShareCapabilities.DFS) !== 0;
  }

  /** It is entered sealed only ([MS-SMB2] 3.2.5.5, Share.EncryptData). */
  get isSealed(): boolean {
    return (this.info.shareFlags & ShareFlags.ENCRYPT_DATA) !== 0;
  }

  address(): Address {
    const under = this.session.address();
    if (this.#under !== under || this.#address === undefined) {
      const dfsPrefix = this.isDfs ? `${this.session.connection.host}\\${this.share}` : undefined;
      this.#under = under;
      this.#address = { ...under, treeId: this.info.treeId, sealed: this.isSealed, dfsPrefix };
    }
    return this.#address;
  }
}
