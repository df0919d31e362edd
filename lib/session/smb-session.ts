import type { Observable } from 'rxjs';

import type { Address, Session, Tree } from '../commands/target.ts';
import type { SmbConnection } from './smb-connection.ts';

/** One login on a connection. */
export class SmbSession implements Session {
  readonly connection: SmbConnection;
  readonly sessionId: bigint;
  /** There is a key, so what matters can be signed. */
  readonly keyed: boolean;
  /** Further shares that it is connected to, or is about to be, by their names in lower case. */
  readonly sideTrees = new Map<string, Observable<Tree>>();
  #under: Address | undefined;
  #address: Address | undefined;

  constructor(connection: SmbConnection, sessionId: bigint, keyed: boolean) {
    this.connection = connection;
    this.sessionId = sessionId;
    this.keyed = keyed;
  }

  /** Messages of it can be sealed. */
  get sealing(): boolean {
    return this.connection.exchange.security.of(this.sessionId)?.sealing !== undefined;
  }

  address(): Address {
    const under = this.connection.address();
    if (this.#under !== under || this.#address === undefined) {
      this.#under = under;
      this.#address = { ...under, sessionId: this.sessionId };
    }
    return this.#address;
  }
}
