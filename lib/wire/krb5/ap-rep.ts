// RFC 4120 5.5.2 KRB_AP_REP and EncAPRepPart
import { type EncryptedData, type EncryptionKey, Krb5Fields } from './krb5-fields.ts';

/** What proves that a service could read the ticket. */
export interface EncApRepPart {
  /** As in the client's authenticator. */
  readonly ctime: number;
  readonly cusec: number;
  /** The acceptor's subkey. */
  readonly subkey: EncryptionKey | undefined;
  /** The number of the acceptor's first message. */
  readonly sequenceNumber: number;
}

/** KeyUsage of the encrypted part of an AP-REP (RFC 4120 7.5.1). */
export const AP_REP_ENCPART = 12;

/** Its one field of interest: an {@link EncApRepPart} under the ticket's session key. @throws {ProtocolError} for anything else */
export function decodeApRep(bytes: Uint8Array): EncryptedData {
  return Krb5Fields.of(bytes, 15, 'Kerberos AP-REP').encryptedData(2);
}

/** @throws {ProtocolError} for anything else */
export function decodeEncApRepPart(bytes: Uint8Array): EncApRepPart {
  const fields = Krb5Fields.of(bytes, 27, 'Kerberos EncAPRepPart');
  return {
    ctime: fields.time(0),
    cusec: fields.integer(1),
    subkey: fields.encryptionKey(2),
    sequenceNumber: fields.has(3) ? fields.unsigned(3) : 0,
  };
}
