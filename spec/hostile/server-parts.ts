import { ntlmAcceptor } from '../../lib/auth/ntlm-acceptor.ts';
import { spnegoAcceptor } from '../../lib/auth/spnego-acceptor.ts';
import { memory } from '../../lib/server/file-systems/memory.ts';
import { type ServerOptions, settingsOf } from '../../lib/server/server-options.ts';
import { Host } from '../../lib/server/state/host.ts';
import type { Tree } from '../../lib/server/state/tree.ts';

/** A host of our server without a listener, whom nobody need prove anything to. */
export function hostOf(options: ServerOptions): Host {
  return new Host(settingsOf(options), () => spnegoAcceptor(ntlmAcceptor({ users: {}, anonymous: true })));
}

/** One for parts of the server that are fed by hand. */
export const host = hostOf({ shares: { docs: memory({}) }, anonymous: true });

/** Where its pipes are. */
export const tree: Tree = { id: 1, share: { kind: 'pipe', name: 'IPC$' } };
