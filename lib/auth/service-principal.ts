import type { Ticket } from '../wire/krb5/ticket.ts';
import { unusable } from './auth-error.ts';

/** A service of a host: `cifs/nas.example`, with `@REALM` behind it where the realm matters. */
export interface ServicePrincipal {
  readonly service: string;
  readonly host: string;
  readonly realm: string | undefined;
}

const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * Takes a principal apart.
 *
 * An address is refused: no ticket is for one, and to find its name would mean to believe, and to wait for, DNS.
 *
 * @throws ERR_SMB_OPTION
 */
export function parseServicePrincipal(text: string): ServicePrincipal {
  const [, service = '', host = '', realm] = /^([^/@]+)\/([^/@]+)(?:@([^@]+))?$/.exec(text) ?? [];
  if (service === '') {
    throw unusable(`'${text}' is no principal of a service: write servicePrincipal: 'cifs/nas.example'`);
  }
  if (IPV4.test(host) || host.includes(':')) {
    throw unusable(
      `Kerberos knows servers by their names, and ${host} is an address: use the name, or say which it is by ` +
        "servicePrincipal: 'cifs/nas.example'",
    );
  }
  return { service, host, realm };
}

/**
 * Whether a ticket is for the service that was asked for. A short name may have been completed; any other name came
 * from DNS, which nothing protects.
 */
export function isFor(ticket: Ticket, { service, host, realm }: ServicePrincipal): boolean {
  const [ticketService, ticketHost = '', ...more] = ticket.service;
  const [wanted, given] = [host, ticketHost].map(name => name.toLowerCase().replace(/\.$/, ''));
  const same = wanted === given || (!wanted?.includes('.') && given?.split('.')[0] === wanted);
  return (
    same && more.length === 0 && ticketService === service && (realm === undefined || realm === ticket.realm)
  );
}
