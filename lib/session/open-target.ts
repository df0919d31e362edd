import { defer, type Observable } from 'rxjs';

import { randomBytes } from '../crypto/random.ts';
import { SmbError } from '../errors.ts';
import type { Target } from '../target.ts';
import { authenticate, refuseUnsupported } from './authenticate.ts';
import { dialectNumber } from '../wire/smb2/dialect-name.ts';
import { mountTree } from './mount-tree.ts';
import type { MountedTree } from './mounted-tree.ts';

/** From a target, as a user states it, into its share. All subscriptions are the same client for the server. */
export function openTarget(target: Target): Observable<MountedTree> {
  const clientGuid = randomBytes(16);
  return defer(() => {
    refuseUnsupported(target);
    const { host, port, share, signing, encryption, ciphers, signingAlgorithms, timeouts, transport, auth } =
      target;
    if (share === undefined) {
      const message = 'the share is missing: smb://host/share, or the option share';
      throw new SmbError({ code: 'ERR_SMB_OPTION', message, syscall: 'mount', outcome: 'not-sent' });
    }
    return mountTree({
      host,
      port,
      share,
      signing,
      encryption,
      ciphers,
      signingAlgorithms,
      timeouts,
      transport,
      clientGuid,
      dialects: { min: dialectNumber(target.dialects.min), max: dialectNumber(target.dialects.max) },
      allow: auth === 'anonymous' || auth === 'guest' ? auth : 'user',
      authenticator: host => authenticate(target, host),
    });
  });
}
