import { readFileSync } from 'node:fs';

/**
 * A login of `ann@CORE.EXAMPLE` at `cifs/dc3.core.example`, recorded between MIT Kerberos 1.20 and Samba AD 4.17 of a realm
 * that is no more: her credential cache, both tokens, and the key that SMB signatures of that session were made with.
 */
export const EXCHANGE = read();

/** In which the ticket is. */
export const SERVICE = 'cifs/dc3.core.example';

interface Exchange {
  readonly cache: Uint8Array;
  readonly request: Uint8Array;
  readonly reply: Uint8Array;
  readonly sessionKey: Uint8Array;
}

function read(): Exchange {
  const text = readFileSync(new URL('../fixtures/krb5/samba-4.17.json', import.meta.url), 'utf8');
  const recorded = JSON.parse(text) as Readonly<Record<keyof Exchange, string>>;
  const bytes = (name: keyof Exchange) => Uint8Array.from(Buffer.from(recorded[name], 'base64'));
  return {
    cache: bytes('cache'),
    request: bytes('request'),
    reply: bytes('reply'),
    sessionKey: bytes('sessionKey'),
  };
}
