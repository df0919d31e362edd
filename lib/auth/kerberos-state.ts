import { SmbError } from '../errors.ts';
import { authError } from './auth-error.ts';
import type { KerberosEnvironment } from './credential-cache-name.ts';
import { CredentialCaches, ticketGrantingTicket } from './credential-caches.ts';
import { type KerberosPackage, loadKerberos } from './kerberos-package.ts';

/** What a login by ticket would find here. */
export interface KerberosState {
  /** Whose tickets the credential cache holds. */
  readonly principal: string | undefined;
  /** When the ticket that brings all others ends. */
  readonly until: Date | undefined;
  /** A table of keys that tickets are fetched with, where there are none: KRB5_CLIENT_KTNAME. */
  readonly keytab: string | undefined;
  /** Why a login cannot succeed: package, kind of cache, ticket. */
  readonly problem: SmbError | undefined;
}

/** Where the parts come from that a login needs. */
export interface KerberosSources {
  /** @defaultValue that of the process */
  readonly env?: KerberosEnvironment | undefined;
  /** @defaultValue the npm package */
  readonly load?: (() => Promise<KerberosPackage>) | undefined;
}

/** Looks at what there is, without asking a KDC. Never fails: what is wrong is its `problem`. */
export async function kerberosState(sources: KerberosSources = {}): Promise<KerberosState> {
  const { env = process.env, load = loadKerberos } = sources;
  const keytab = env['KRB5_CLIENT_KTNAME'];
  try {
    await load();
    const caches = await CredentialCaches.open(env);
    const ticket = await caches.find(cache => {
      const found = ticketGrantingTicket(cache);
      const { components, realm } = cache.principal;
      return (
        found && { principal: `${components.join('/')}@${realm}`, until: new Date(found.endTime * 1000) }
      );
    });
    return {
      principal: undefined,
      until: undefined,
      ...ticket,
      keytab,
      problem: problemOf(caches, ticket?.until, keytab),
    };
  } catch (error) {
    const problem =
      error instanceof SmbError ? error : authError('Kerberos: the state of it is unknown', error);
    return { principal: undefined, until: undefined, keytab, problem };
  }
}

function problemOf(
  { name }: CredentialCaches,
  until: Date | undefined,
  keytab: string | undefined,
): SmbError | undefined {
  if (keytab !== undefined) return undefined; // fetches what is missing or too old
  if (until === undefined) {
    return authError(
      `there is no ticket in the credential cache ${name}: run kinit, or name another cache by KRB5CCNAME`,
    );
  }
  if (until.getTime() > Date.now()) return undefined;
  return authError(
    `the ticket in the credential cache ${name} has expired at ${until.toISOString()}: run kinit again`,
  );
}
