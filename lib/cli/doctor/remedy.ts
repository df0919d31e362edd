import { SmbError } from '../../errors.ts';
import { explain } from '../explain.ts';
import type { Check } from './finding.ts';

const BY_CODE: Readonly<Record<string, string>> = {
  ERR_SMB_DIALECT:
    'the server must speak SMB2 or later: on Samba `server max protocol = SMB3_11`, on old devices enable SMB2',
  ERR_SMB_SIGNATURE:
    'leave --signing at its default; if it stays, something between here and the server alters the traffic',
  ERR_SMB_ENCRYPTION_REQUIRED:
    'leave --encryption at its default; --encryption required wants a server of SMB 3 that can (Samba: `smb encrypt = desired`)',
  ERR_SMB_AUTH: 'check user, password and domain; a locked or expired account looks the same',
  ERR_SMB_OPTION: 'correct the flag or the part of the URL that is named',
  ERR_SMB_GUEST_REFUSED:
    'the account is unknown to the server, which takes it for a guest: check its name, or say --guest',
  EACCES: 'give the user the right to it on the server',
  ECONNREFUSED: 'start the server, or name its port in the URL: smb://host:port/share',
  ENOTFOUND: 'check the name of the server, or use its address',
  ETIMEDOUT: 'check that the server is on, and that no firewall drops port 445',
  EHOSTUNREACH: 'check that the server is on and reachable from here',
};

const TICKET = 'have the package (npm install kerberos) and a ticket (kinit); klist tells what there is';

const BY_CHECK: Readonly<Partial<Record<Check, string>>> = {
  port: 'check that the server is on and reachable from here',
  dialect: 'check that it is an SMB server that listens there, and that it speaks SMB2 or later',
  share: 'check the name of the share',
  list: 'check the path in the URL, and the rights of the user',
  write: 'check that the share is writable, and the rights of the user',
};

/** What to do about a failed check. */
export function remedyFor(check: Check, error: unknown): string {
  if (check === 'kerberos' || isOfTicket(error)) return TICKET;
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return BY_CODE[code ?? ''] ?? BY_CHECK[check] ?? explain(error);
}

/** A login that failed before the server had seen an account. */
function isOfTicket(error: unknown): boolean {
  return error instanceof SmbError && error.code === 'ERR_SMB_AUTH' && /kerberos/i.test(error.message);
}

/** The check that a failed mount did not get past. */
export function stageOf(error: unknown): Check {
  if (!(error instanceof SmbError)) return 'login';
  switch (error.code) {
    case 'ERR_SMB_DIALECT':
      return 'dialect';
    case 'ERR_SMB_SIGNATURE':
      return 'signing';
    case 'ERR_SMB_ENCRYPTION_REQUIRED':
      return 'sealing';
    case 'ERR_SMB_AUTH':
    case 'ERR_SMB_OPTION': // what can be an error only of the login, once there is a URL
    case 'ERR_SMB_GUEST_REFUSED':
      return 'login';
    default:
  }
  switch (error.command) {
    case 'SESSION_SETUP':
      return 'login';
    case 'TREE_CONNECT':
      return 'share';
    default:
      return error.status === undefined ? 'dialect' : 'share';
  }
}
