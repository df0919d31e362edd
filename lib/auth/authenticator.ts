/**
 * The port between the session and whatever logs it in: tokens in, tokens out.
 *
 * The session calls `step` for each SESSION_SETUP request, hands the token of each
 * STATUS_MORE_PROCESSING_REQUIRED reply to the next one, and calls `finish` with the token of the successful
 * reply. Guest and null sessions (SessionFlags of that reply) share no key: for them `finish` is left out and
 * nothing can be signed.
 */
export interface Authenticator {
  /**
   * The token of the next SESSION_SETUP request.
   *
   * @param token first the server's negotiate token (Azure sends none), then the token of its last reply
   * @returns `undefined` when there is nothing left to send
   * @throws {SmbError} ERR_SMB_AUTH when the exchange cannot succeed, ProtocolError for malformed tokens
   */
  step(token: Uint8Array | undefined): Promise<Uint8Array | undefined>;
  /**
   * Checks the token of the successful reply, often empty.
   *
   * With 3.x signing verify that reply's signature first: `sessionKey` is known by then, except for
   * mechanisms whose own last token lies in that reply (Kerberos), where it is known after this call.
   *
   * @throws {SmbError} ERR_SMB_AUTH when the server did not prove that it has seen the same exchange
   */
  finish(token: Uint8Array | undefined): Promise<void>;
  /** What the exchange yielded, in full length; `undefined` before that, and for anonymous logins. */
  readonly sessionKey: Uint8Array | undefined;
  /** Logged in as nobody: there is no key. */
  readonly anonymous: boolean;
}

/** One GSS mechanism, raw: what `spnego` wraps into an {@link Authenticator}. */
export interface Mechanism {
  /** The object identifiers to offer it under, the preferred one first. */
  readonly oids: readonly [string, ...string[]];
  /** The mechanism's next message; it is asked first with `undefined`. */
  step(token: Uint8Array | undefined): Promise<Uint8Array | undefined>;
  /** Its exchange is complete on our side. */
  readonly established: boolean;
  readonly sessionKey: Uint8Array | undefined;
  readonly anonymous: boolean;
  /** GSS_GetMIC; only once it is established and not anonymous. */
  sign(message: Uint8Array): Uint8Array;
  /** GSS_VerifyMIC of what the server signed. */
  verify(message: Uint8Array, mic: Uint8Array): boolean;
}
