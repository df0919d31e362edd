import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './at-end.ts';
import { freePort } from './ports.ts';
import { processes, signalProcess } from './proc.ts';
import { environment, output, run } from './process.ts';
import { type SambaOptions, sambaConfig, sharesOf } from './samba-config.ts';
import { freshFolder, removeFolder } from './temp.ts';

export type { SambaOptions, SambaProtocol, SambaSettings, SambaShare } from './samba-config.ts';

const HOST = '127.0.0.1';
/** Has characters that a URL, a shell and a credentials file may trip over. */
export const PASSWORD = 'p@ss w%rd/1';
const READY_WITHIN_MS = 15_000;
const POLL_MS = 20;

/** What {@link SambaServer.url} adds to the plain address. */
export interface SambaUrlOptions {
  /** Inside the share, as it is: it gets encoded. */
  readonly path?: string;
  /** The options behind the question mark, without it. */
  readonly query?: string;
  /** False leaves user and password out. */
  readonly credentials?: boolean;
  /** Instead of the server's port, for a proxy before it. */
  readonly port?: number;
}

/** The part of `smbstatus -j` that specs look at, by id. */
export interface SambaStatus {
  readonly sessions: Readonly<Record<string, { session_dialect: string; server_id: { pid: string } }>>;
  readonly tcons: Readonly<Record<string, { service: string }>>;
  readonly open_files: Readonly<Record<string, { filename: string; service_path: string }>>;
}

/** A running smbd of a spec's own. */
export interface SambaServer {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Folder of the first share. */
  readonly path: string;
  /** Path of the smb.conf in use. */
  readonly conf: string;
  /** Folder with everything this server keeps. */
  readonly dir: string;
  readonly pid: number;
  /** Folder of any share. */
  sharePath(share: string): string;
  /** `smb://user:password@host:port/share/path?query`, encoded; the first share by default. */
  url(share?: string, options?: SambaUrlOptions): string;
  /** Runs smbclient: a text is its command (`-c`) on the first share, a list is all its arguments. */
  smbclient(args: string | readonly string[]): Promise<string>;
  /** What smbd says of its sessions and open files; only root may ask. */
  smbstatus(): Promise<SambaStatus>;
  /** One process a client connection (a ClientGuid, with SMB3). */
  childPids(): number[];
  /** The end of smbd's log. */
  log(): string;
  /** Ends every process of this server and removes its folders. */
  stop(): Promise<void>;
}

/** Starts smbd as the user who runs the specs, on a free loopback port, with folders of its own. */
export async function startSamba(options: SambaOptions = {}): Promise<SambaServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(options);
    } catch (error) {
      // Another process may take the free port first.
      if (attempt === 3 || !String(error).includes('already in use')) throw error;
    }
  }
}

async function start(options: SambaOptions): Promise<SambaServer> {
  const dir = freshFolder('samba');
  const port = await freePort();
  const { username } = userInfo();
  const conf = join(dir, 'smb.conf');
  const login = join(dir, 'login');
  const paths = new Map(
    Object.entries(sharesOf(options)).map(([name, { path }]) => [name, path ?? freshFolder('share')]),
  );
  const [first = 'share', path = dir] = paths.entries().next().value ?? [];

  writeFileSync(conf, sambaConfig(dir, port, options, paths));
  writeFileSync(login, `username = ${username}\npassword = ${PASSWORD}\n`, { mode: 0o600 });
  try {
    await checkConfig(conf);
    await addUsers(conf, options, username);
  } catch (error) {
    for (const folder of [dir, ...ownFolders()]) removeFolder(folder);
    throw error;
  }

  const child = spawn('smbd', ['-s', conf, '-D', '-F', '--no-process-group', '-l', join(dir, 'log')], {
    // A group of its own, since smbd signals its whole group when it ends.
    detached: true,
    // A pipe, because smbd ends when its foreground input does: no specs, no smbd, even after a kill -9.
    // With -D, or it would take the pipe (a socket) for a client of inetd.
    stdio: ['pipe', 'ignore', 'ignore'],
    env: environment(),
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error('smbd does not start: is samba installed?');
  child.unref();

  function ownFolders(): string[] {
    const given = new Set(Object.values(sharesOf(options)).map(share => share.path));
    return [...paths.values()].filter(folder => !given.has(folder));
  }
  function log(): string {
    const lines = readdirSync(join(dir, 'log'), { withFileTypes: true })
      .filter(entry => entry.isFile())
      .flatMap(entry =>
        readFileSync(join(dir, 'log', entry.name), 'utf8')
          .trimEnd()
          .split('\n'),
      );
    return lines.slice(-40).join('\n');
  }
  function kill(): void {
    signalProcess(-child.pid!, 'SIGKILL');
    // samba-dcerpcd and its workers live in a session of their own, and would for another minute.
    for (const { pid, commandLine } of processes()) {
      if (commandLine.some(word => word === conf || word === `--configfile=${conf}`)) {
        signalProcess(pid, 'SIGKILL');
      }
    }
    for (const folder of [dir, ...ownFolders()]) removeFolder(folder);
  }
  const forget = atEnd(kill);

  const server: SambaServer = {
    host: HOST,
    port,
    username,
    password: PASSWORD,
    path,
    conf,
    dir,
    pid,
    sharePath: share => paths.get(share) ?? unknownShare(share),
    url: (share = first, options = {}) =>
      urlOf({ host: HOST, port, username, password: PASSWORD }, share, options),
    smbclient(args) {
      const access = ['-s', conf, '-A', login, '-p', String(port)];
      const rest = typeof args === 'string' ? [`//${HOST}/${first}`, '-c', args] : args;
      return output('smbclient', [...access, ...rest]);
    },
    async smbstatus() {
      return JSON.parse(await output('smbstatus', ['-s', conf, '-j'])) as SambaStatus;
    },
    childPids: () =>
      processes()
        .filter(entry => entry.ppid === pid && !/notifyd|cleanupd|scavenger/.test(entry.comm))
        .map(entry => entry.pid),
    log,
    async stop() {
      forget();
      const gone = ended(child);
      kill();
      await gone;
      kill(); // what a dying process wrote or started meanwhile
    },
  };
  try {
    await ready(server, child);
  } catch (error) {
    const said = log();
    await server.stop();
    throw new Error(`smbd did not start: ${String(error)}\n${said}`, { cause: error });
  }
  return server;
}

async function ready(server: SambaServer, child: ChildProcess): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await accepts(server.port))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it ended with ${child.exitCode ?? child.signalCode ?? ''}`);
    }
    if (Date.now() > until) throw new Error(`port ${server.port} stays closed`);
    await sleep(POLL_MS);
  }
  for (;;) {
    try {
      await server.smbclient('exit');
      break;
    } catch (error) {
      // A server that serves nobody by intent, SMB1 only or with an odd share, is up all the same.
      if (/NT_STATUS_(ACCESS_DENIED|BAD_NETWORK_NAME|LOGON_FAILURE|NOT_SUPPORTED)/.test(String(error))) break;
      if (Date.now() > until) throw error;
      await sleep(POLL_MS);
    }
  }
  while (server.childPids().length > 0 && Date.now() < until) await sleep(POLL_MS / 2);
}

/** The URL of a share, encoded. */
export function urlOf(
  server: Pick<SambaServer, 'host' | 'port' | 'username' | 'password'>,
  share: string,
  { path = '', query, credentials = true, port = server.port }: SambaUrlOptions,
): string {
  const login = `${encodeURIComponent(server.username)}:${encodeURIComponent(server.password)}@`;
  const segments = [share, ...path.split('/')].filter(part => part !== '').map(encodeURIComponent);
  const behind = query === undefined ? '' : `?${query}`;
  return `smb://${credentials ? login : ''}${server.host}:${port}/${segments.join('/')}${behind}`;
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, HOST);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.ref();
  return new Promise(resolve => child.once('exit', () => resolve()));
}

/** smbd only logs what it does not understand, and goes on without it; a spec would test something else. */
async function checkConfig(conf: string): Promise<void> {
  const { code, stderr } = await run('testparm', ['-s', conf]);
  const complaints = stderr.split('\n').filter(line => /unknown|invalid|ERROR|unable/i.test(line));
  if (code !== 0 || complaints.length > 0) {
    throw new Error(`smb.conf is not understood:\n${complaints.join('\n') || stderr}`);
  }
}

async function addUsers(conf: string, options: SambaOptions, username: string): Promise<void> {
  for (const { name, password } of [{ name: username, password: PASSWORD }, ...(options.users ?? [])]) {
    await output('pdbedit', ['-s', conf, '-a', '-u', name, '-t'], { stdin: `${password}\n${password}\n` });
  }
}

function unknownShare(share: string): never {
  throw new Error(`no share ${share}`);
}

const shared = new Map<string, Promise<SambaServer>>();

/** The one Samba of this configuration, started on first use and stopped after the whole run. */
export function sharedSamba(options: SambaOptions = {}): Promise<SambaServer> {
  const key = JSON.stringify(options);
  let server = shared.get(key);
  if (server === undefined) {
    server = startSamba(options);
    shared.set(key, server);
    server.catch(() => shared.delete(key));
  }
  return server;
}

/** Stops every Samba that {@link sharedSamba} has started. */
export async function stopSharedSambas(): Promise<void> {
  const servers = await Promise.allSettled(shared.values());
  shared.clear();
  const running = servers.filter(result => result.status === 'fulfilled');
  await Promise.all(running.map(({ value }) => value.stop()));
}
