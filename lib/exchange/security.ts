import type { Signer } from '../crypto/signing.ts';

/** How the frames of one session are protected. */
export interface SessionSecurity {
  readonly signer: Signer;
  /** Every request is signed, and an unsigned reply is refused. */
  readonly required: boolean;
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
