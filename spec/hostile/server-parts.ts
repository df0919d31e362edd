import { ntlmAcceptor } from '../../lib/auth/ntlm-acceptor.ts';
import { spnegoAcceptor } from '../../lib/auth/spnego-acceptor.ts';
import { memory } from '../../lib/server/file-systems/memory.ts';
import { settingsOf } from '../../lib/server/server-options.ts';
import { Host } from '../../lib/server/state/host.ts';
import type { Tree } from '../../lib/server/state/tree.ts';

/** A host of our server without a listener, for parts of it that are fed by hand. */
export const host = new Host(settingsOf({ shares: { docs: memory({}) }, anonymous: true }), () =>
  spnegoAcceptor(ntlmAcceptor({ users: {}, anonymous: true })),
);

/** Where its pipes are. */
export const tree: Tree = { id: 1, share: { kind: 'pipe', name: 'IPC$' } };
