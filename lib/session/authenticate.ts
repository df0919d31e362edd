import { unusable } from '../auth/auth-error.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { ntlm } from '../auth/ntlm.ts';
import { parseServicePrincipal } from '../auth/service-principal.ts';
import { spnego } from '../auth/spnego.ts';
import { SmbError } from '../errors.ts';
import type { Target } from '../target.ts';
import { dialectNumber } from '../wire/smb2/dialect-name.ts';
import { Dialect } from '../wire/smb2/dialect.ts';

/**
 * Who logs in: the password is asked for when it is needed, and kept nowhere.
 *
 * @param host the server, which may be another than the target's (DFS)
 */
export async function authenticate(target: Target, host: string): Promise<Authenticator> {
  const { auth, username, domain, servicePrincipal } = target;
  // a principal of the caller's own stays; the one of the host that was named would be wrong for another
  const targetName = servicePrincipal === `cifs/${target.host}` ? `cifs/${host}` : servicePrincipal;
  switch (auth) {
    case 'anonymous':
      return spnego(ntlm({ anonymous: true }));
    case 'guest':
      return spnego(
        ntlm({
          username: username === '' ? 'guest' : username,
          domain,
          targetName,
          password: await target.password(),
        }),
      );
    case 'ntlm':
      return spnego(ntlm({ username, domain, targetName, password: await target.password() }));
    case 'kerberos': {
      const { kerberos } = await import('../auth/kerberos.ts');
      return spnego(
        kerberos({
          servicePrincipal: targetName,
          principal: principalOf(username, domain),
          timeout: target.timeouts.connect,
        }),
      );
    }
  }
}

/** Refuses what this version cannot do, before anything is sent. @throws {SmbError} */
export function refuseUnsupported(target: Target): void {
  const { auth, username, encryption, dialects, connections } = target;
  if (auth === 'ntlm' && username === '') {
    throw unusable("nobody to log in: give a username, or auth: 'guest' or 'anonymous'");
  }
  if (encryption === 'required' && dialectNumber(dialects.max) < Dialect.SMB_3_0) {
    const message = `encryption: 'required' cannot be met by ${dialects.max}: allow a dialect from 3.0 on`;
    throw new SmbError({
      code: 'ERR_SMB_ENCRYPTION_REQUIRED',
      message,
      syscall: 'mount',
      outcome: 'not-sent',
      fatal: true,
    });
  }
  if (auth === 'kerberos') parseServicePrincipal(target.servicePrincipal);
  if (connections > 1) throw unusable('connections: this version uses one connection: leave the option out');
}

/** Whose ticket: `ann` of the default realm, `ann@REALM`, or the domain is the realm, which is in capitals there. */
function principalOf(username: string, domain: string): string | undefined {
  if (username === '') return undefined;
  return domain === '' || username.includes('@') ? username : `${username}@${domain.toUpperCase()}`;
}
