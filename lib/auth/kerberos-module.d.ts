// The optional peer, as much of it as is used: where it is not installed, its types must be there all the same.
declare module 'kerberos' {
  export interface KerberosClient {
    step(challenge: string): Promise<string | null>;
    readonly contextComplete: boolean;
  }
  export const initializeClient: (
    service: string,
    options: { readonly principal?: string; readonly flags: number; readonly mechOID: number },
  ) => Promise<KerberosClient>;
}
