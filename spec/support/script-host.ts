/** The server behind a {@link ScriptServer}: any share can be entered, by one user or without a login. */
import { ntlmAcceptor } from '../../lib/auth/ntlm-acceptor.ts';
import { spnegoAcceptor } from '../../lib/auth/spnego-acceptor.ts';
import { PREAUTH_START } from '../../lib/crypto/preauth.ts';
import { SigningAlgorithm } from '../../lib/crypto/signing.ts';
import type { Connection } from '../../lib/server/connection/connection.ts';
import { memory } from '../../lib/server/file-systems/memory.ts';
import type { ServerScript } from '../../lib/server/script/script.ts';
import { Host } from '../../lib/server/state/host.ts';
import { Session } from '../../lib/server/state/session.ts';
import type { Share } from '../../lib/server/state/share.ts';
import { Capabilities, Dialect } from '../../lib/wire/smb2/dialect.ts';

export const ACCOUNT = { username: 'User', password: 'Password', domain: 'Domain' };

/** The session and the tree that a client finds where it need not log in. */
export const SESSION_ID = 0x5e55_1011n;
export const TREE_ID = 0x7ee;

const SHARE = 'share';
const MIB = 1 << 20;

export class AnyShare extends Host {
  constructor(dialect: Dialect, script: ServerScript) {
    const settings = {
      shares: new Map([[SHARE, memory()]]),
      signingRequired: false,
      encryption: 'off' as const,
      minDialect: dialect,
      maxDialect: dialect,
      maxRead: MIB,
      maxWrite: MIB,
      maxTransact: MIB,
      credits: 512,
      script,
    };
    const users = { [ACCOUNT.username]: ACCOUNT.password };
    super(settings, () => spnegoAcceptor(ntlmAcceptor({ users, anonymous: false })));
  }

  override share(name: string): Share | undefined {
    return super.share(name) ?? super.share(SHARE);
  }
}

/** Makes a connection one that has been negotiated, with a session and a tree. */
export function adopted(connection: Connection): Session {
  connection.agreement = {
    dialect: Dialect.SMB_3_1_1,
    signingAlgorithm: SigningAlgorithm.AES_GMAC,
    cipher: undefined,
    multiCredit: true,
    maxRead: 8 * MIB,
    maxWrite: 8 * MIB,
    maxTransact: 8 * MIB,
    capabilities: Capabilities.LARGE_MTU,
    securityMode: 0,
    client: { guid: new Uint8Array(16), capabilities: 0, securityMode: 0, dialects: [Dialect.SMB_3_1_1] },
  };
  const session = new Session(SESSION_ID, PREAUTH_START, ended => connection.endSession(ended));
  const share = connection.host.share(SHARE);
  if (share !== undefined) session.trees.set(TREE_ID, { id: TREE_ID, share });
  session.valid = true;
  connection.sessions.set(session.id, session);
  return session;
}
