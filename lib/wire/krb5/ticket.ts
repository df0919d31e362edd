// RFC 4120 5.3 Ticket, as much of it as its owner can read
import type { EncryptionType } from './encryption-type.ts';
import { Krb5Fields, type PrincipalName } from './krb5-fields.ts';

/** For whom a ticket is. What stands in it is for the service's eyes only. */
export interface Ticket {
  readonly realm: string;
  readonly service: PrincipalName;
  /** Of the service's own key. */
  readonly encryptionType: EncryptionType;
}

/** @throws {ProtocolError} for anything else */
export function decodeTicket(bytes: Uint8Array): Ticket {
  const fields = Krb5Fields.of(bytes, 1, 'Kerberos ticket');
  return {
    realm: fields.text(1),
    service: fields.principalName(2),
    encryptionType: fields.encryptedData(3).encryptionType,
  };
}
