import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../../lib/server/file-systems/folder.ts';
import type { ServerOptions } from '../../lib/server/server-options.ts';
import { SmbServer } from '../../lib/server/smb-server.ts';
import { output } from './process.ts';
import { PASSWORD, type SambaServer, urlOf } from './samba.ts';
import { freshFolder, removeFolder } from './temp.ts';

/** What the live specs need of a server that serves folders of the disk, whoever made it. */
export type LiveServer = Pick<
  SambaServer,
  'host' | 'port' | 'username' | 'password' | 'path' | 'sharePath' | 'url' | 'smbclient' | 'stop'
>;

/** What our own server is started with: names of shares (`share` when left out), each a folder of its own. */
export interface RxsmbServerOptions extends Omit<ServerOptions, 'shares' | 'users'> {
  readonly shares?: readonly string[];
}

const USERNAME = 'alice';

/** Starts our own server in this process, on folders of its own. */
export async function startRxsmb({
  shares = ['share'],
  ...options
}: RxsmbServerOptions = {}): Promise<LiveServer> {
  const dir = freshFolder('rxsmb');
  const login = join(dir, 'login');
  writeFileSync(login, `username = ${USERNAME}\npassword = ${PASSWORD}\n`, { mode: 0o600 });
  const paths = new Map(shares.map(name => [name, join(dir, 'shares', name)]));
  for (const path of paths.values()) mkdirSync(path, { recursive: true });
  const [[first, path] = ['share', dir]] = paths;
  const server = await SmbServer.listen({
    shares: Object.fromEntries([...paths].map(([name, path]) => [name, folder(path)])),
    users: { [USERNAME]: PASSWORD },
    ...options,
  });
  const { host, port } = server;
  return {
    host,
    port,
    username: USERNAME,
    password: PASSWORD,
    path,
    sharePath(share) {
      const path = paths.get(share);
      if (path === undefined) throw new Error(`no share ${share}`);
      return path;
    },
    url: (share = first, options = {}) =>
      urlOf({ host, port, username: USERNAME, password: PASSWORD }, share, options),
    smbclient(args) {
      const rest = typeof args === 'string' ? [`//${host}/${first}`, '-c', args] : args;
      return output('smbclient', ['-s', '/dev/null', '-A', login, '-p', String(port), ...rest]);
    },
    async stop() {
      await server.close();
      removeFolder(dir);
    },
  };
}

const shared = new Map<string, Promise<LiveServer>>();

/** The one server of ours with these options, started on first use and stopped after the whole run. */
export function sharedRxsmb(options: RxsmbServerOptions = {}): Promise<LiveServer> {
  const key = JSON.stringify(options);
  let server = shared.get(key);
  if (server === undefined) {
    server = startRxsmb(options);
    shared.set(key, server);
    server.catch(() => shared.delete(key));
  }
  return server;
}

/** Stops every server that {@link sharedRxsmb} has started. */
export async function stopSharedRxsmbs(): Promise<void> {
  const servers = await Promise.all(shared.values());
  shared.clear();
  await Promise.all(servers.map(server => server.stop()));
}
