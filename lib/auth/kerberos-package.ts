import { authError } from './auth-error.ts';

/** One exchange of GSS-API; tokens are in base64, the first one it is given is empty. */
export interface GssClient {
  step(token: string): Promise<string | null>;
  readonly contextComplete: boolean;
}

/** What is used of the npm package `kerberos`, which its own declarations tell otherwise (`flags`). */
export interface KerberosPackage {
  readonly initializeClient: (
    service: string,
    options: {
      /** Who logs in; whoever the credential cache belongs to, where it is left out. */
      readonly principal?: string;
      /** Bits of {@link GssFlags}. */
      readonly flags: number;
      readonly mechOID: number;
    },
  ) => Promise<GssClient>;
}

/** RFC 2744 3.9. */
export const GssFlags = { MUTUAL: 2, REPLAY: 4, SEQUENCE: 8, INTEGRITY: 32 } as const;

/** The raw mechanism: SPNEGO is ours. */
export const GSS_MECH_OID_KRB5 = 9;

/** @throws {SmbError} ERR_SMB_AUTH where the package is not installed, or not built */
export async function loadKerberos(): Promise<KerberosPackage> {
  try {
    return await import('kerberos');
  } catch (cause) {
    throw authError(
      "auth: 'kerberos' needs the package 'kerberos': npm install kerberos " +
        '(where it has to be compiled, with the headers: libkrb5-dev on Debian, krb5-devel on Fedora)',
      cause,
    );
  }
}
