/**
 * The port between a server's sessions and whatever lets users in: the other end of an {@link Authenticator}.
 * One acceptor is good for one login.
 */
export interface Acceptor {
  /** The token of the NEGOTIATE response: which mechanisms there are. */
  hint(): Uint8Array;
  /**
   * Takes the token of a SESSION_SETUP request. Until the answer says `done` its token goes out with
   * STATUS_MORE_PROCESSING_REQUIRED.
   *
   * @throws {SmbError} ERR_SMB_AUTH when the login is refused, for whatever reason: STATUS_LOGON_FAILURE.
   *   ProtocolError for malformed tokens: STATUS_INVALID_PARAMETER. What a lookup of users throws comes through
   *   as it is. After a failure nothing more succeeds here.
   */
  step(token: Uint8Array): Promise<AcceptorReply>;
}

/** What goes back to the client, and in the end who it is. */
export type AcceptorReply =
  | { readonly done: false; readonly token: Uint8Array }
  | ({
      readonly done: true;
      /** The last token, for the successful reply; raw NTLM has none. */
      readonly token: Uint8Array | undefined;
      /** In full length; `undefined` for anonymous logins, whose key everybody knows. */
      readonly sessionKey: Uint8Array | undefined;
    } & Identity);

/** Who logged in, in the client's own spelling. */
export interface Identity {
  readonly user: string;
  readonly domain: string;
  /** Logged in as nobody. */
  readonly anonymous: boolean;
}

/** The accepting side of one GSS mechanism, raw: what `spnegoAcceptor` wraps into an {@link Acceptor}. */
export interface AcceptingMechanism {
  readonly oid: string;
  /** Whether a first token is of this mechanism without any wrapping. */
  speaks(token: Uint8Array): boolean;
  /** The answer to the client's next message; `undefined` once {@link identity} is known. */
  step(token: Uint8Array): Promise<Uint8Array | undefined>;
  /** Its exchange is complete: the client is this one. */
  readonly identity: Identity | undefined;
  readonly sessionKey: Uint8Array | undefined;
  /** GSS_GetMIC, once it is complete. */
  sign(message: Uint8Array): Uint8Array;
  /** GSS_VerifyMIC of what the client signed. */
  verify(message: Uint8Array, mic: Uint8Array): boolean;
}
