// RFC 4120, RFC 4121, [MS-KILE] the client's side of Kerberos, by the Kerberos library of the system
import { SmbError } from '../errors.ts';
import { decodeApReq } from '../wire/krb5/ap-req.ts';
import { TokenId, decodeGssToken } from '../wire/krb5/gss-token.ts';
import { decodeKrbError } from '../wire/krb5/krb-error.ts';
import type { EncryptionKey } from '../wire/krb5/krb5-fields.ts';
import { Oid } from '../wire/spnego/oid.ts';
import { authError } from './auth-error.ts';
import type { Mechanism } from './authenticator.ts';
import type { KerberosEnvironment } from './credential-cache-name.ts';
import { CredentialCaches, credentialOf } from './credential-caches.ts';
import { type KerberosContext, KerberosInitiator } from './kerberos-context.ts';
import { explainFailure, explainKrbError, formatPrincipal } from './kerberos-failure.ts';
import {
  GSS_MECH_OID_KRB5,
  type GssClient,
  GssFlags,
  type KerberosPackage,
  loadKerberos,
} from './kerberos-package.ts';
import { type ServicePrincipal, isFor, parseServicePrincipal } from './service-principal.ts';

/** Who logs in by a ticket, and where. */
export interface KerberosOptions {
  /** `cifs/HOST`, or with its realm `cifs/HOST@REALM`. */
  readonly servicePrincipal: string;
  /** `ann@REALM`, or `ann` of the default realm. @defaultValue whoever the credential cache belongs to */
  readonly principal?: string | undefined;
  /** Milliseconds that the Kerberos library may take until there is a token, DNS and KDC included. */
  readonly timeout: number;
  /** @defaultValue that of the process, which is what the Kerberos library goes by */
  readonly env?: KerberosEnvironment | undefined;
  /** @defaultValue the npm package, when it is needed */
  readonly load?: (() => Promise<KerberosPackage>) | undefined;
}

const FLAGS = GssFlags.MUTUAL | GssFlags.REPLAY | GssFlags.SEQUENCE | GssFlags.INTEGRITY;

/**
 * Kerberos with mutual authentication: a server that does not prove itself is refused.
 *
 * The package hands out no session key. It is taken from where the Kerberos library leaves its parts: the ticket's key
 * lies in the credential cache, and opens both our authenticator and the server's answer, which bring the subkeys.
 *
 * @throws {SmbError} ERR_SMB_OPTION for a principal that no ticket can be for
 */
export function kerberos(options: KerberosOptions): Mechanism {
  return new Kerberos(options);
}

// A class with private fields, so that no inspection or log shows keys.
class Kerberos implements Mechanism {
  /** Windows wants its own number first. */
  readonly oids = [Oid.MS_KERBEROS, Oid.KERBEROS] as const;
  readonly anonymous = false;
  readonly #options: KerberosOptions;
  readonly #service: ServicePrincipal;
  #client: GssClient | undefined;
  #initiator: KerberosInitiator | undefined;
  #context: KerberosContext | undefined;

  constructor(options: KerberosOptions) {
    this.#options = options;
    this.#service = parseServicePrincipal(options.servicePrincipal);
  }

  get established(): boolean {
    return this.#context !== undefined;
  }

  get sessionKey(): Uint8Array | undefined {
    return this.#context?.sessionKey;
  }

  async step(token: Uint8Array | undefined): Promise<Uint8Array | undefined> {
    if (this.#initiator === undefined) return this.#timed(this.#begin());
    if (this.#context !== undefined) {
      throw authError('Kerberos: the server goes on after the exchange was complete');
    }
    if (!token?.length) throw authError('Kerberos: the server sent no proof of who it is');
    this.#context = await this.#timed(this.#accept(this.#initiator, token));
    return undefined;
  }

  sign(message: Uint8Array): Uint8Array {
    if (this.#context === undefined) throw new TypeError('Kerberos has no key to sign with');
    return this.#context.sign(message);
  }

  verify(message: Uint8Array, mic: Uint8Array): boolean {
    return this.#context?.verify(message, mic) ?? false;
  }

  /** Has a ticket for the service fetched, and makes the first token of it. */
  async #begin(): Promise<Uint8Array> {
    if (process.platform === 'win32') {
      throw authError(
        "auth: 'kerberos' does not work on Windows, which keeps session keys to itself: use 'ntlm'",
      );
    }
    const { env = process.env, load = loadKerberos, principal } = this.#options;
    const caches = await CredentialCaches.open(env);
    const { initializeClient } = await load();
    const token = await this.#request(initializeClient, principal).catch(async (error: unknown) => {
      throw await explainFailure(error, { caches, principal, service: this.#service });
    });
    const { tokenId, message } = decodeGssToken(token);
    if (tokenId !== TokenId.AP_REQ) throw authError('Kerberos: the library made no request of a ticket');
    const request = decodeApReq(message);
    this.#check(request.ticket.service.join('/'), isFor(request.ticket, this.#service));
    if (!request.mutualRequired)
      throw authError('Kerberos: the library does not ask the server to prove itself');
    const key = await caches.find(cache => copyOf(credentialOf(cache, request.ticketDer)?.key));
    if (key === undefined) {
      throw authError(
        `Kerberos: the service's ticket was not kept in the credential cache ${caches.name}: it must be writable, and KRB5CCNAME the same for the whole process`,
      );
    }
    this.#initiator = new KerberosInitiator(request, key);
    return token;
  }

  async #request(
    initializeClient: KerberosPackage['initializeClient'],
    principal: string | undefined,
  ): Promise<Uint8Array> {
    const { service, host } = this.#service;
    this.#client = await initializeClient(`${service}@${host}`, {
      flags: FLAGS,
      mechOID: GSS_MECH_OID_KRB5,
      ...(principal !== undefined && { principal }),
    });
    return Buffer.from((await this.#client.step('')) ?? '', 'base64');
  }

  /** Our own check comes first, so that the library in C is shown nothing but what the service itself has made. */
  async #accept(initiator: KerberosInitiator, token: Uint8Array): Promise<KerberosContext> {
    const { tokenId, message } = decodeGssToken(token);
    if (tokenId === TokenId.KRB_ERROR) throw explainKrbError(decodeKrbError(message));
    if (tokenId !== TokenId.AP_REP) throw authError('Kerberos: the server sent no proof of who it is');
    const context = initiator.accept(message);
    const client = this.#client;
    await client?.step(Buffer.from(token).toString('base64')).catch((cause: unknown) => {
      throw authError("Kerberos: the library does not take the server's proof of who it is", cause);
    });
    if (!client?.contextComplete) throw authError('Kerberos: the exchange did not come to its end');
    return context;
  }

  #check(given: string, same: boolean): void {
    if (same) return;
    throw authError(
      `Kerberos: the ticket is for ${given} and not for ${formatPrincipal(this.#service)}: set dns_canonicalize_hostname = false ` +
        'and rdns = false in krb5.conf, or give the option servicePrincipal',
    );
  }

  /** The library asks DNS and KDCs in a thread that cannot be called back: here nobody waits for it any longer. */
  #timed<T>(work: Promise<T>): Promise<T> {
    const { timeout } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const message =
          `the Kerberos library did not answer within ${timeout} ms: is a KDC reachable? Where DNS does not know the server, ` +
          'set dns_canonicalize_hostname = false and rdns = false in krb5.conf';
        reject(new SmbError({ code: 'ETIMEDOUT', message, outcome: 'not-sent', fatal: true }));
      }, timeout);
      work.then(resolve, reject).finally(() => {
        clearTimeout(timer);
      });
    });
  }
}

function copyOf(key: EncryptionKey | undefined): EncryptionKey | undefined {
  return key && { encryptionType: key.encryptionType, key: Uint8Array.from(key.key) };
}
