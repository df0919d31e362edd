import type { Sealing } from '../crypto/sealing.ts';
import type { Signer } from '../crypto/signing.ts';

/** How the frames of one session are protected. */
export interface SessionSecurity {
  readonly signer: Signer;
  /** Every request is signed, and an unsigned reply is refused. */
  readonly required: boolean;
  /** Missing where no cipher was agreed on. */
  readonly sealing?: SessionSealing | undefined;
}

/** How the frames of one session are sealed. */
export interface SessionSealing extends Sealing {
  /** Every request is sealed, not only those to shares that want it. */
  readonly everything: boolean;
}

/** Keys flow down by a call: the session room enters here what the exchange signs and verifies with. */
export class SecurityTable {
  readonly #sessions = new Map<bigint, SessionSecurity>();

  set(sessionId: bigint, security: SessionSecurity): void {
    this.#sessions.set(sessionId, security);
  }

  of(sessionId: bigint): SessionSecurity | undefined {
    return this.#sessions.get(sessionId);
  }
}
