import { ProtocolError } from '../../errors.ts';
import type { SigningAlgorithm } from '../../crypto/signing.ts';
import type { Cipher } from '../../wire/smb2/negotiate-contexts.ts';
import type { Dialect } from '../../wire/smb2/dialect.ts';
import type { Host } from '../state/host.ts';
import type { Session } from '../state/session.ts';
import type { Slabs } from './slabs.ts';

/** What NEGOTIATE settled, and what both sides said there: VALIDATE_NEGOTIATE_INFO asks for it. */
export interface Agreement {
  readonly dialect: Dialect;
  readonly signingAlgorithm: SigningAlgorithm;
  /** What sealing is done with, where the client can. */
  readonly cipher: Cipher | undefined;
  /** A request may be worth more than one credit. */
  readonly multiCredit: boolean;
  readonly maxRead: number;
  readonly maxWrite: number;
  readonly maxTransact: number;
  readonly capabilities: number;
  readonly securityMode: number;
  readonly client: {
    readonly guid: Uint8Array;
    readonly capabilities: number;
    readonly securityMode: number;
    readonly dialects: readonly number[];
  };
}

/** What commands see of the connection that they came over. */
export interface Link {
  readonly host: Host;
  agreement: Agreement | undefined;
  /** The hash over the NEGOTIATE messages (3.1.1). */
  preauth: Uint8Array;
  readonly sessions: Map<bigint, Session>;
  /** Memory for what is read. */
  readonly slabs: Slabs;
  /** Ends a session that somebody gave up or took over: its requests are cancelled, its opens closed. */
  endSession(session: Session): Promise<void>;
  /** Takes note of what the client may not do. */
  violated(what: ProtocolError): void;
}

/** Thrown by a command: there is no reply, the connection ends. */
export class HangUp extends Error {
  readonly reason: ProtocolError;

  constructor(reason: string) {
    super(reason);
    this.reason = new ProtocolError(reason);
  }
}
