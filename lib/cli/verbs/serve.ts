import { once } from 'node:events';
import { statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, resolve } from 'node:path';
import type { SmbServer } from '../../server/smb-server.ts';
import { formatTarget, parseTarget } from '../../target.ts';
import { ACCESS_FLAGS } from '../access.ts';
import { wholeNumber } from '../flags.ts';
import type { Messages } from '../messages.ts';
import { NoFolder } from '../no-folder.ts';
import { quoteName } from '../quote.ts';
import { UsageError } from '../usage-error.ts';
import { verb } from '../verb.ts';

const LOOPBACK = /^(?:127\.|::1$)/;
/** Every address of this machine. */
const WILDCARDS = ['0.0.0.0', '::'];
/** A folder's own name makes a good share where every client can spell it. */
const PLAIN_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u;

export const serve = verb({
  name: 'serve',
  group: 'server',
  summary: 'serve a folder of this machine as a share, until interrupted',
  usage: 'DIR',
  arity: [1, 1],
  local: true,
  flags: {
    user: { type: 'string', short: 'U', value: 'USER', help: 'let in USER (whoever runs this)' },
    'password-file': ACCESS_FLAGS['password-file'],
    credentials: ACCESS_FLAGS.credentials,
    anonymous: { type: 'boolean', help: 'let everybody in, without a login; with --user that user, too' },
    host: { type: 'string', value: 'ADDR', help: 'the address to listen on (127.0.0.1: this machine alone)' },
    port: { type: 'string', short: 'p', value: 'N', help: 'the port to listen on (a free one)' },
    share: { type: 'string', value: 'NAME', help: "the name of the share (the folder's own)" },
    'read-only': { type: 'boolean', help: 'let nobody change anything' },
  },
  notes: `Prints the URL, then a command to try it with. Whatever leads out of the folder, names and links, is
refused. Windows' Explorer knows no port but 445.
With --host 0.0.0.0 it serves the whole network.`,
  missing: 'folder',
  async run({ args, flags, access, out, messages, signal }) {
    const path = resolve(args[0] ?? '');
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new NoFolder(path);
    const { host, anonymous = false, 'read-only': readOnly = false } = flags;
    const share = flags.share ?? shareName(path);
    const port = wholeNumber('port', flags.port, 0) ?? 0;
    if (port > 65_535) throw new UsageError('--port must be 65535 or less');
    const named = flags.user !== undefined || flags.credentials !== undefined;
    const account = anonymous && !named ? undefined : await access.account();
    if (account?.password === '') {
      throw new UsageError('an empty password would let everybody in: if that is meant, use --anonymous');
    }
    const users = account && { [account.username]: account.password };
    const { folder, SmbServer } = await import('../serving.ts');
    const server = await SmbServer.listen({
      host,
      port,
      shares: { [share]: folder(path, { readOnly }) },
      users,
      anonymous,
    });
    try {
      const user = account?.username;
      const url = urlOf(server, share, user);
      const command = `rxsmb ls ${user === undefined ? '--anonymous ' : ''}${quoteName(url)}`;
      if (flags.json) {
        const where = { url, path, share, host: server.host, port: server.port };
        await out.json({ ...where, user, anonymous, readOnly, try: command });
      } else {
        await out.line(url);
        await out.line(`try: ${command}`);
      }
      warn(messages, server.host, anonymous, readOnly);
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      await server.close();
    }
  },
});

function shareName(path: string): string {
  const name = basename(path);
  return PLAIN_NAME.test(name) ? name : 'share';
}

/** The server's URL. A wildcard is an address to listen on, not one to go to. */
function urlOf(server: SmbServer, share: string, username = ''): string {
  const { host, port } = server;
  if (!WILDCARDS.includes(host)) return server.url(share);
  return formatTarget(parseTarget({ host: hostname(), port, share, path: '', username }));
}

function warn(messages: Messages, host: string, anonymous: boolean, readOnly: boolean): void {
  if (!anonymous || LOOPBACK.test(host)) return;
  messages.say(`everybody in the network can read ${readOnly ? '' : 'and change '}what is in the folder`);
}
