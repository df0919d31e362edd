// RFC 4120 3.2.4, RFC 4121 2, 4.2 what both sides share once a service has taken a ticket
import { timingSafeEqual } from 'node:crypto';
import { type Krb5Key, krb5Key } from '../crypto/krb5-key.ts';
import { ProtocolError } from '../errors.ts';
import { AP_REP_ENCPART, decodeApRep, decodeEncApRepPart } from '../wire/krb5/ap-rep.ts';
import {
  AP_REQ_AUTHENTICATOR,
  type ApAuthenticator,
  decodeApAuthenticator,
  type ApReq,
} from '../wire/krb5/ap-req.ts';
import { encryptionTypeName } from '../wire/krb5/encryption-type.ts';
import type { EncryptionKey } from '../wire/krb5/krb5-fields.ts';
import {
  MicFlags,
  MicUsage,
  decodeMicToken,
  encodeMicHeader,
  encodeMicToken,
} from '../wire/krb5/mic-token.ts';
import { authError } from './auth-error.ts';

/** What we have told the service, and what proves its answer. */
export class KerberosInitiator {
  readonly #ticketKey: EncryptionKey;
  readonly #authenticator: ApAuthenticator;

  /**
   * @param ticketKey the session key that came with the ticket
   * @throws {SmbError} ERR_SMB_AUTH for a key of another type than AES, or of another ticket
   */
  constructor(request: ApReq, ticketKey: EncryptionKey) {
    const { encryptionType, cipher } = request.authenticator;
    const plain =
      encryptionType === ticketKey.encryptionType && usable(ticketKey).decrypt(AP_REQ_AUTHENTICATOR, cipher);
    if (!plain) throw authError("Kerberos: the cached session key is not the ticket's");
    this.#ticketKey = ticketKey;
    this.#authenticator = decodeApAuthenticator(plain);
  }

  /**
   * Reads the service's answer.
   *
   * @throws {SmbError} ERR_SMB_AUTH when it does not prove that the service could read our ticket and authenticator
   */
  accept(message: Uint8Array): KerberosContext {
    const { encryptionType, cipher } = decodeApRep(message);
    const plain =
      encryptionType === this.#ticketKey.encryptionType &&
      usable(this.#ticketKey).decrypt(AP_REP_ENCPART, cipher);
    if (!plain) throw unproven();
    const { ctime, cusec, subkey, sequenceNumber } = decodeEncApRepPart(plain);
    const ours = this.#authenticator;
    if (ctime !== ours.ctime || cusec !== ours.cusec) throw unproven();
    return new KerberosContext({
      key: subkey ?? ours.subkey ?? this.#ticketKey,
      acceptorSubkey: subkey !== undefined,
      initiatorSequence: ours.sequenceNumber,
      acceptorSequence: sequenceNumber,
    });
  }
}

/** An established security context: its key, and signatures both ways. */
export class KerberosContext {
  /** In full length. */
  readonly sessionKey: Uint8Array;
  readonly #key: Krb5Key;
  readonly #subkeyFlag: number;
  #nextOurs: bigint;
  #nextTheirs: bigint;

  constructor(facts: {
    readonly key: EncryptionKey;
    readonly acceptorSubkey: boolean;
    readonly initiatorSequence: number;
    readonly acceptorSequence: number;
  }) {
    this.#key = usable(facts.key);
    this.sessionKey = Uint8Array.from(facts.key.key);
    this.#subkeyFlag = facts.acceptorSubkey ? MicFlags.ACCEPTOR_SUBKEY : 0;
    this.#nextOurs = BigInt(facts.initiatorSequence);
    this.#nextTheirs = BigInt(facts.acceptorSequence);
  }

  /** GSS_GetMIC. */
  sign(message: Uint8Array): Uint8Array {
    const header = { flags: this.#subkeyFlag, sequenceNumber: this.#nextOurs++ };
    const checksum = this.#key.checksum(
      MicUsage.INITIATOR,
      Buffer.concat([message, encodeMicHeader(header)]),
    );
    return encodeMicToken({ ...header, checksum });
  }

  /** GSS_VerifyMIC, in order: neither a repeated nor a skipped one holds. */
  verify(message: Uint8Array, mic: Uint8Array): boolean {
    const token = attempt(() => decodeMicToken(mic));
    if (token?.flags !== (this.#subkeyFlag | MicFlags.SENT_BY_ACCEPTOR)) return false;
    if (token.sequenceNumber !== this.#nextTheirs) return false;
    const signed = Buffer.concat([message, encodeMicHeader(token)]);
    const expected = this.#key.checksum(MicUsage.ACCEPTOR, signed);
    const { checksum } = token;
    const holds = checksum.length === expected.length && timingSafeEqual(checksum, expected);
    if (holds) this.#nextTheirs++;
    return holds;
  }
}

function usable({ encryptionType, key }: EncryptionKey): Krb5Key {
  const made = krb5Key(encryptionType, key);
  if (made !== undefined) return made;
  throw authError(
    `Kerberos: the session key is of the type ${encryptionTypeName(encryptionType)}, and only the AES types are ` +
      "accepted: enable AES for the server's account, and leave it enabled in krb5.conf",
  );
}

function unproven() {
  return authError(
    'Kerberos: the server did not prove that it is who it says: somebody else may be answering',
  );
}

function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
