// RFC 4120 5.5.1 KRB_AP_REQ and Authenticator
import { type EncryptedData, type EncryptionKey, Krb5Fields } from './krb5-fields.ts';
import { type Ticket, decodeTicket } from './ticket.ts';

/** What a client shows a service. */
export interface ApReq {
  /** The service has to prove itself, too. */
  readonly mutualRequired: boolean;
  readonly ticket: Ticket;
  /** The ticket as it stands on the wire. */
  readonly ticketDer: Uint8Array;
  /** An {@link ApAuthenticator} under the ticket's session key. */
  readonly authenticator: EncryptedData;
}

/** What proves that a ticket is shown by its owner, and now. */
export interface ApAuthenticator {
  /** Milliseconds since 1970, whole seconds. */
  readonly ctime: number;
  readonly cusec: number;
  /** The initiator's subkey. */
  readonly subkey: EncryptionKey | undefined;
  /** The number of the initiator's first message. */
  readonly sequenceNumber: number;
}

/** KeyUsage of the authenticator in an AP-REQ (RFC 4120 7.5.1). */
export const AP_REQ_AUTHENTICATOR = 11;

/** Bit 2 of APOptions. */
const MUTUAL_REQUIRED = 0x2000_0000;

/** @throws {ProtocolError} for anything else */
export function decodeApReq(bytes: Uint8Array): ApReq {
  const fields = Krb5Fields.of(bytes, 14, 'Kerberos AP-REQ');
  const ticketDer = fields.raw(3);
  return {
    mutualRequired: (fields.flags(2) & MUTUAL_REQUIRED) !== 0,
    ticket: decodeTicket(ticketDer),
    ticketDer,
    authenticator: fields.encryptedData(4),
  };
}

/** @throws {ProtocolError} for anything else */
export function decodeApAuthenticator(bytes: Uint8Array): ApAuthenticator {
  const fields = Krb5Fields.of(bytes, 2, 'Kerberos authenticator');
  return {
    cusec: fields.integer(4),
    ctime: fields.time(5),
    subkey: fields.encryptionKey(6),
    sequenceNumber: fields.has(7) ? fields.unsigned(7) : 0,
  };
}
