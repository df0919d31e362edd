// RFC 4120 5.9.1 KRB_ERROR, 7.5.9 error codes
import { Krb5Fields } from './krb5-fields.ts';

/** The codes that a service may answer a ticket with. */
export const KrbErrorCode = {
  KRB_AP_ERR_BAD_INTEGRITY: 31,
  KRB_AP_ERR_TKT_EXPIRED: 32,
  KRB_AP_ERR_TKT_NYV: 33,
  KRB_AP_ERR_REPEAT: 34,
  KRB_AP_ERR_NOT_US: 35,
  KRB_AP_ERR_BADMATCH: 36,
  KRB_AP_ERR_SKEW: 37,
  KRB_AP_ERR_MODIFIED: 41,
  KRB_AP_ERR_BADKEYVER: 44,
  KRB_AP_ERR_NOKEY: 45,
  KRB_AP_ERR_MUT_FAIL: 46,
  KRB_AP_ERR_INAPP_CKSUM: 50,
  KRB_ERR_GENERIC: 60,
} as const;

/** Why a service does not take a ticket. Nothing protects it: it may come from anybody on the way. */
export interface KrbError {
  readonly errorCode: number;
  /** The service's clock, in milliseconds since 1970. */
  readonly stime: number;
}

/** @throws {ProtocolError} for anything else */
export function decodeKrbError(bytes: Uint8Array): KrbError {
  const fields = Krb5Fields.of(bytes, 30, 'Kerberos error');
  return { stime: fields.time(4), errorCode: fields.integer(6) };
}

/** A code's name, or its number. */
export function krbErrorName(code: number): string {
  return Object.entries(KrbErrorCode).find(([, number]) => number === code)?.[0] ?? `error ${code}`;
}
