import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { atEnd } from './at-end.ts';
import { processes, signalProcess } from './proc.ts';
import { environment, output, type RunOptions } from './process.ts';
import {
  AD_SHARES,
  adConfig,
  type AdShare,
  DOMAIN,
  HOST_NAME,
  krb5Config,
  REALM,
  winbindFolder,
} from './samba-ad-config.ts';
import { freshFolder, removeFolder } from './temp.ts';

export { type AdShare, DOMAIN, HOST_NAME, REALM } from './samba-ad-config.ts';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 50;
const PORTS = [88, 445] as const;
/** Interposes names and users; of Samba's own test tools. */
const NSS_WRAPPER = 'libnss_wrapper.so';

/** An account of the domain. */
export const ANN = { name: 'ann', password: 'Ann.pass-1' } as const;

/** How {@link SambaAd.kinit} gets a ticket. */
export interface KinitOptions {
  /** The cache that it goes to, as KRB5CCNAME names one. @defaultValue `FILE:` in a fresh folder */
  readonly cache?: string;
  /** As kinit has it, such as `5s`. */
  readonly lifetime?: string;
  /** A ticket for this service alone: the KDC lets none with less than five minutes bring others. */
  readonly service?: string;
}

/** A running domain controller: Samba AD with its KDC and its file server, on a loopback address of its own. */
export interface SambaAd {
  readonly address: string;
  /** Folder with everything it keeps. */
  readonly dir: string;
  /** Key of {@link ANN}. */
  readonly keytab: string;
  /** Keys of everybody, by which tshark opens tickets. */
  readonly allKeys: string;
  readonly krb5Config: string;
  /** Folder of a share. */
  sharePath(share: AdShare): string;
  /** `smb://dc1.lab.example/share`, for programs that run in {@link environment}. */
  url(share?: AdShare): string;
  /**
   * What a program needs to find the controller by name and its tickets in a cache: it is looked up in no DNS, and
   * the hosts file of the machine stays as it is.
   */
  environment(cache?: string): NonNullable<RunOptions['env']>;
  /** Another krb5.conf, that differs in these settings of `[libdefaults]`; its path. */
  config(libdefaults: Readonly<Record<string, string>>): string;
  /** Has a ticket for {@link ANN}, and returns the name of the cache. */
  kinit(options?: KinitOptions): Promise<string>;
  /** The end of what it said. */
  log(): string;
  stop(): Promise<void>;
}

/** Makes a domain and starts its controller, in ten seconds. Only root can. */
export async function startSambaAd(): Promise<SambaAd> {
  if (process.getuid?.() !== 0) {
    throw new Error(
      'a domain controller needs root, for its ports and for the users it maps: run these specs as root, ' +
        'for instance with sudo -E npm test -- "spec/live/kerberos*.spec.ts"',
    );
  }
  const dir = freshFolder('ad');
  const address = await freeAddress();
  const place = { dir, address, sharePath: (share: AdShare) => join(dir, 'shares', share) };
  const conf = join(dir, 'smb.conf');
  const krb5 = join(dir, 'krb5.conf');
  const hosts = join(dir, 'hosts');
  for (const folder of ['dc', 'run', 'log', 'shares', 'caches']) mkdirSync(join(dir, folder));
  for (const share of Object.keys(AD_SHARES) as AdShare[]) {
    mkdirSync(place.sharePath(share));
    chmodSync(place.sharePath(share), 0o777); // its users have numbers that the system does not know
  }
  writeFileSync(krb5, krb5Config(address));
  writeFileSync(hosts, `127.0.0.1 localhost\n${address} ${HOST_NAME} dc1\n`);

  await provision(place);
  writeFileSync(conf, adConfig(place));
  const [keytab, allKeys] = [join(dir, 'ann.keytab'), join(dir, 'all.keytab')];
  await tool(dir, ['user', 'create', ANN.name, '--random-password'], conf);
  await tool(dir, ['user', 'setpassword', ANN.name, `--newpassword=${ANN.password}`], conf);
  await tool(dir, ['domain', 'exportkeytab', keytab, `--principal=${ANN.name}`], conf);
  await tool(dir, ['domain', 'exportkeytab', allKeys], conf);

  const child = spawn('samba', ['-s', conf, '-F', '--no-process-group', '--model=single'], {
    detached: true, // a group of its own, which is ended as one
    // A pipe, because samba ends when its foreground input does: no specs, no controller, even after a kill -9.
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {
      ...environment(),
      KRB5_CONFIG: krb5,
      // Without the wrapper, libwbclient would look for winbind where that of the machine is.
      LD_PRELOAD: NSS_WRAPPER,
      NSS_WRAPPER_PASSWD: '/etc/passwd',
      NSS_WRAPPER_GROUP: '/etc/group',
      SELFTEST_WINBINDD_SOCKET_DIR: winbindFolder(dir),
    },
  });
  if (child.pid === undefined) throw new Error('samba does not start: is samba-ad-dc installed?');
  child.unref();

  function kill(): void {
    signalProcess(-child.pid!, 'SIGKILL');
    // smbd and winbindd lead groups of their own.
    for (const { pid, commandLine } of processes()) {
      if (commandLine.includes(`--configfile=${conf}`)) {
        signalProcess(-pid, 'SIGKILL');
        signalProcess(pid, 'SIGKILL');
      }
    }
    removeFolder(dir);
  }
  const forget = atEnd(kill);
  let made = 0;

  const controller: SambaAd = {
    address,
    dir,
    keytab,
    allKeys,
    krb5Config: krb5,
    sharePath: place.sharePath,
    url: (share = 'plain') => `smb://${HOST_NAME}/${share}`,
    environment: cache => ({
      KRB5_CONFIG: krb5,
      KRB5CCNAME: cache,
      LD_PRELOAD: NSS_WRAPPER,
      NSS_WRAPPER_HOSTS: hosts,
    }),
    config(libdefaults) {
      const file = join(dir, `krb5-${++made}.conf`);
      writeFileSync(file, krb5Config(address, libdefaults));
      return file;
    },
    async kinit({ cache = `FILE:${join(dir, 'caches', String(++made))}`, lifetime, service } = {}) {
      const args = [
        ...(lifetime === undefined ? [] : ['-l', lifetime]),
        ...(service === undefined ? [] : ['-S', service]),
        ...['-k', '-t', keytab, ANN.name],
      ];
      await output('kinit', args, { env: { KRB5_CONFIG: krb5, KRB5CCNAME: cache } });
      return cache;
    },
    log: () =>
      readdirSync(join(dir, 'log'))
        .flatMap(name =>
          readFileSync(join(dir, 'log', name), 'utf8')
            .trimEnd()
            .split('\n')
            .slice(-20),
        )
        .join('\n'),
    async stop() {
      forget();
      const gone = ended(child);
      kill();
      await gone;
      kill(); // what a dying process wrote or started meanwhile
    },
  };
  try {
    await ready(controller, child);
  } catch (error) {
    const said = controller.log();
    await controller.stop();
    throw new Error(`samba did not start: ${String(error)}\n${said}`, { cause: error });
  }
  return controller;
}

/** Makes the domain. It reads a configuration that says nothing, never that of the machine. */
async function provision({ dir, address }: { dir: string; address: string }): Promise<void> {
  const empty = join(dir, 'empty.conf');
  writeFileSync(empty, '');
  const options = [`interfaces=${address}/8`, 'bind interfaces only=yes', 'vfs objects=acl_xattr xattr_tdb'];
  const args = [
    '--server-role=dc',
    `--realm=${REALM}`,
    `--domain=${DOMAIN}`,
    '--dns-backend=NONE',
    `--targetdir=${join(dir, 'dc')}`,
    '--host-name=dc1',
    `--host-ip=${address}`,
    ...options.map(option => `--option=${option}`),
  ];
  await tool(dir, ['domain', 'provision', ...args], empty);
}

async function tool(dir: string, args: readonly string[], conf: string): Promise<void> {
  await output('samba-tool', [...args, '-s', conf], { cwd: dir, timeout: 120_000 });
}

/** A loopback address where nobody has the ports of a controller: any number of them run side by side. */
async function freeAddress(): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const address = `127.${randomInt(64, 128)}.${randomInt(256)}.${randomInt(2, 255)}`;
    const free = await Promise.all(PORTS.map(port => canListen(port, address)));
    if (free.every(each => each)) return address;
  }
  throw new Error(
    `something on this machine listens on port ${PORTS.join(' or ')} of every address: stop it`,
  );
}

function canListen(port: number, address: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}

async function ready({ address, kinit }: SambaAd, child: ChildProcess): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  const patient = async (done: () => Promise<boolean>): Promise<void> => {
    while (!(await done())) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`it ended with ${child.exitCode ?? child.signalCode ?? ''}`);
      }
      if (Date.now() > until) throw new Error('it is not ready in time');
      await sleep(POLL_MS);
    }
  };
  for (const port of PORTS) await patient(() => accepts(port, address));
  await patient(() =>
    kinit().then(
      () => true,
      () => false,
    ),
  );
}

function accepts(port: number, address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, address);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.ref();
  return new Promise(resolve => child.once('exit', () => resolve()));
}

let shared: Promise<SambaAd> | undefined;

/** The one domain controller of a run, started on first use and stopped after it. */
export function sharedSambaAd(): Promise<SambaAd> {
  shared ??= startSambaAd();
  return shared;
}

/** Stops the one that {@link sharedSambaAd} has started. */
export async function stopSharedSambaAd(): Promise<void> {
  const controller = await shared?.catch(() => undefined);
  shared = undefined;
  await controller?.stop();
}
