import { SmbError } from '../errors.ts';
import { KrbErrorCode, type KrbError, krbErrorName } from '../wire/krb5/krb-error.ts';
import { authError } from './auth-error.ts';
import { type CredentialCaches, ticketGrantingTicket } from './credential-caches.ts';
import type { ServicePrincipal } from './service-principal.ts';

/** What went on when the Kerberos library failed. */
export interface Circumstances {
  readonly caches: CredentialCaches;
  /** Who was to log in, where that was said. */
  readonly principal: string | undefined;
  readonly service: ServicePrincipal;
}

/** What libkrb5 says, and what helps; its words are English where the locale does not say otherwise. */
const KNOWN: readonly (readonly [RegExp, (now: Circumstances) => string])[] = [
  [/Clock skew/i, () => "this machine's clock and that of the KDC differ too much: set it by NTP"],
  [/Ticket (is )?expired|credential has expired/i, () => 'the ticket has expired: run kinit again'],
  [
    /find client principal/i,
    ({ caches, principal }) =>
      `there is no ticket of ${principal ?? 'that user'} in the credential cache ${caches.name}: run kinit ${principal ?? ''}`,
  ],
  [
    /Server (\S+ )?not found in Kerberos database/i,
    ({ service }) =>
      `the realm does not know the service ${formatPrincipal(service)}: use the name by which the domain knows the ` +
      'server, or the option servicePrincipal; a server of another realm needs a trust, and its realm under ' +
      '[domain_realm] in krb5.conf',
  ],
  [
    /Cannot find KDC|Cannot contact any KDC|Cannot determine realm|realm not local/i,
    () => 'no KDC of the realm answers: check realm and kdc in krb5.conf (KRB5_CONFIG), and the network',
  ],
  [
    /encryption type|etype/i,
    () => 'no type of encryption is common: enable AES in krb5.conf and for the accounts in the domain',
  ],
  [
    /client (\S+ )?not found in Kerberos database|preauthentication failed|password/i,
    () => 'the KDC does not accept the key of the keytab: export it again',
  ],
];

/** A failure of the Kerberos library, with what to do about it. The cache is asked first: its answer needs no words. */
export async function explainFailure(cause: unknown, now: Circumstances): Promise<SmbError> {
  if (cause instanceof SmbError) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  const [reason = said] = said.split(': ').slice(1).length > 0 ? [said.split(': ').slice(1).join(': ')] : [];
  const remedy =
    KNOWN.find(([words]) => words.test(said))?.[1](now) ??
    (await missingTicket(now)) ??
    'is there a valid ticket? see klist';
  return authError(`Kerberos: ${remedy} (${reason})`, cause);
}

/** No ticket, or one that is too old, as the cache tells it. */
async function missingTicket({ caches }: Circumstances): Promise<string | undefined> {
  const endTime = await caches.find(cache => ticketGrantingTicket(cache)?.endTime ?? 0);
  if (endTime === undefined) {
    return `there is no ticket in the credential cache ${caches.name}: run kinit, or name another cache by KRB5CCNAME`;
  }
  return endTime * 1000 <= Date.now() ? 'the ticket has expired: run kinit again' : undefined;
}

/** What a server answered in place of its proof. */
export function explainKrbError({ errorCode, stime }: KrbError): SmbError {
  const name = krbErrorName(errorCode);
  switch (errorCode) {
    case KrbErrorCode.KRB_AP_ERR_SKEW: {
      const seconds = Math.round(Math.abs(stime - Date.now()) / 1000);
      return authError(
        `Kerberos: the clocks differ too much, the server's and this machine's by ${seconds} s: set them by NTP (${name})`,
      );
    }
    case KrbErrorCode.KRB_AP_ERR_TKT_EXPIRED:
      return authError(`Kerberos: the server says that the ticket has expired: run kinit again (${name})`);
    case KrbErrorCode.KRB_AP_ERR_TKT_NYV:
      return authError(
        `Kerberos: the server says that the ticket is not valid yet: set the clocks by NTP (${name})`,
      );
    case KrbErrorCode.KRB_AP_ERR_MODIFIED:
    case KrbErrorCode.KRB_AP_ERR_BAD_INTEGRITY:
    case KrbErrorCode.KRB_AP_ERR_BADKEYVER:
    case KrbErrorCode.KRB_AP_ERR_NOKEY:
    case KrbErrorCode.KRB_AP_ERR_NOT_US:
      return authError(
        `Kerberos: the server cannot read the ticket, which is for another one or older than its key: check the option servicePrincipal, then run kinit again (${name})`,
      );
    default:
      return authError(`Kerberos: the server refuses the ticket (${name})`);
  }
}

/** A principal as krb5 writes it. */
export function formatPrincipal({ service, host, realm }: ServicePrincipal): string {
  return `${service}/${host}${realm === undefined ? '' : `@${realm}`}`;
}
