// What `npm start`, `npm test` and CI need on a machine with only Node and apt. Imports nothing from npm.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

/** The commands of Samba, and the packages of Debian that hold them. */
export const SAMBA = [
  { command: 'smbd', package: 'samba' },
  { command: 'pdbedit', package: 'samba' },
  { command: 'smbstatus', package: 'samba' },
  { command: 'testparm', package: 'samba-common-bin' },
  { command: 'smbclient', package: 'smbclient' },
];

/** Modules of Samba that specs load: streams, snapshots, access control lists. */
export const SAMBA_MODULES = [{ module: 'streams_xattr', package: 'samba-vfs-modules' }];

/** The oracle for every frame. */
export const TSHARK = [{ command: 'tshark', package: 'tshark' }];

/** The judge of what a git client leaves on a share. */
export const GIT = [{ command: 'git', package: 'git' }];

/** Clients that share no code with ours, nor with Samba: they judge our server. */
export const RCLONE = [{ command: 'rclone', package: 'rclone' }];
export const IMPACKET = [{ python: 'impacket', package: 'python3-impacket' }];

/** Tells the peak memory of a child; the shell's word of the same name is no command. */
export const GNU_TIME = [{ command: 'time', package: 'time' }];

/** Samba's own tests of a server. */
export const SMBTORTURE = [{ command: 'smbtorture', package: 'samba-testsuite' }];

/** A domain controller with its KDC, what logs in at it, and the wrapper that gives it names and a winbind of its own. */
export const SAMBA_AD = [
  { command: 'samba', package: 'samba-ad-dc' },
  { command: 'samba-tool', package: 'samba-common-bin' },
  { command: 'winbindd', package: 'winbind' },
  { file: '/usr/share/samba/setup/ad-schema', package: 'samba-ad-provision' },
  { command: 'kinit', package: 'krb5-user' },
  { library: 'libnss_wrapper.so', package: 'libnss-wrapper' },
];

/** What the package `kerberos` needs to be compiled, and to run. */
const KERBEROS_BUILD = [
  { command: 'krb5-config', package: 'libkrb5-dev' },
  { command: 'g++', package: 'g++' },
  { command: 'make', package: 'make' },
  { command: 'python3', package: 'python3' },
];
const KERBEROS_RUN = [{ library: 'libgssapi_krb5.so.2', package: 'libgssapi-krb5-2' }];
/** The version that the specs were seen with. */
const KERBEROS = '7.0.0';

/** Debian's Python, which has Debian's modules; another one in the PATH has not. */
const PYTHON = '/usr/bin/python3';

const NODE = [20, 19];

/** Prints what the set-up does: on stderr, so that stdout stays the program's own. */
function say(text) {
  console.error(`[setup] ${text}`);
}

/** Says what is wrong and how to mend it, and ends. */
function giveUp(text) {
  console.error(`[setup] ${text}`);
  process.exit(1);
}

/** Installs the npm packages of the lock file, unless node_modules is newer than it. */
export function ensureDependencies() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NODE[0] || (major === NODE[0] && minor < NODE[1])) {
    giveUp(`Node ${process.versions.node} is too old: rxsmb needs ${NODE.join('.')} or later.`);
  }
  const folder = lstatSync(join(ROOT, 'node_modules'), { throwIfNoEntry: false });
  if (folder?.isSymbolicLink()) return; // somebody else's: npm ci would empty it
  const [lock, installed] = [
    join(ROOT, 'package-lock.json'),
    join(ROOT, 'node_modules', '.package-lock.json'),
  ];
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  say(`${existsSync(installed) ? 'package-lock.json has changed' : 'no node_modules'}: running npm ci`);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) giveUp('npm ci failed: see above.');
}

/**
 * Installs the package `kerberos` for the specs, in its exact version and without a word in package.json.
 *
 * It is an optional peer, so that nobody's install breaks for want of its headers; and npm takes an optional peer
 * that is not there for satisfied: `npm install --no-save kerberos@7.0.0` says "up to date" and installs nothing.
 * So it gets a folder of its own inside node_modules, with a package.json of its own, and a link where the library
 * looks for it. `npm ci` removes both, and the next run makes them anew.
 */
export function ensureKerberos() {
  ensureCommands(KERBEROS_RUN);
  if (kerberosLoads()) return;
  const modules = join(ROOT, 'node_modules');
  if (lstatSync(modules).isSymbolicLink()) {
    giveUp('the package kerberos is missing, and node_modules is a link: run npm test where it leads to.');
  }
  ensureCommands(KERBEROS_BUILD);
  const own = join(modules, '.kerberos');
  rmSync(own, { recursive: true, force: true });
  rmSync(join(modules, 'kerberos'), { recursive: true, force: true });
  mkdirSync(own);
  writeFileSync(join(own, 'package.json'), '{ "private": true }\n');
  say(`the package kerberos does not load: installing ${KERBEROS}, where need be by compiling it`);
  const { status } = spawnSync(
    'npm',
    [
      'install',
      '--no-save',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `kerberos@${KERBEROS}`,
    ],
    { cwd: own, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' },
  );
  if (status !== 0) giveUp(`npm install kerberos@${KERBEROS} failed: see above.`);
  symlinkSync(join('.kerberos', 'node_modules', 'kerberos'), join(modules, 'kerberos'), 'dir');
  if (!kerberosLoads()) giveUp(`the package kerberos ${KERBEROS} was installed, and does not load.`);
}

/** Whether the package is there in that version, and its binary fits this Node: asked of another process. */
function kerberosLoads() {
  const found = join(ROOT, 'node_modules', 'kerberos', 'package.json');
  if (!existsSync(found) || JSON.parse(readFileSync(found, 'utf8')).version !== KERBEROS) return false;
  return (
    spawnSync(process.execPath, ['-e', "require('kerberos')"], { cwd: ROOT, stdio: 'ignore' }).status === 0
  );
}

/**
 * Installs the Debian packages of those commands, modules of Samba and of Python, libraries and files, that are missing.
 *
 * @param {readonly { command?: string, module?: string, python?: string, library?: string, file?: string,
 *   package: string }[]} wanted
 */
export function ensureCommands(wanted) {
  // An ordinary user's PATH has no sbin, and smbd lies there.
  const path = (process.env.PATH ?? '').split(delimiter);
  process.env.PATH = [...new Set([...path, '/usr/local/sbin', '/usr/sbin', '/sbin'])].join(delimiter);

  const missing = wanted.filter(absent);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(each => each.package))];
  const commands = namesOf(missing);
  const manual = `install ${packages.join(' ')} and start again`;
  if (!exists('apt-get')) giveUp(`${commands} not found, and no apt-get here: ${manual}.`);
  const become = becomeRoot();
  if (become === undefined) {
    giveUp(`${commands} not found: ${manual}, for instance\n  sudo apt-get install ${packages.join(' ')}`);
  }
  say(`${commands} not found: installing ${packages.join(' ')} with apt-get`);
  const [shell, ...args] = [...become, 'sh', '-c', INSTALL, 'install', ...packages];
  const { status } = spawnSync(shell, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) giveUp(`apt-get failed: see above, or ${manual}.`);
  const still = missing.filter(absent);
  if (still.length > 0) giveUp(`${namesOf(still)} is still not there: ${manual}.`);
}

// A temporary policy-rc.d keeps Debian from starting what it installs as a system service; the specs and
// `npm start` bring up servers of their own. One that exists says what its owner wants, and stays.
const INSTALL = `
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ] && [ ! -L "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"
  chmod 755 "$policy"
fi
apt="apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3"
$apt update
$apt install --yes --no-install-recommends "$@"
`;

/** The words before a command that make it run as root; none for root, undefined where that is not to be had. */
function becomeRoot() {
  if (process.getuid?.() === 0) return [];
  const free = exists('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return free ? ['sudo', '-n'] : undefined;
}

function namesOf(wanted) {
  return wanted
    .map(each => each.command ?? each.module ?? each.python ?? each.library ?? each.file)
    .join(', ');
}

function absent({ command, module, python, library, file }) {
  if (command !== undefined) return !exists(command);
  if (module !== undefined) return !existsModule(module);
  if (library !== undefined) return !existsLibrary(library);
  return file === undefined ? !existsPython(python) : !existsSync(file);
}

/** Whether the dynamic linker knows one. */
function existsLibrary(name) {
  const { stdout } = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').some(line => line.trimStart().startsWith(`${name} `));
}

function existsPython(name) {
  return spawnSync(PYTHON, ['-c', `import ${name}`], { stdio: 'ignore' }).status === 0;
}

/** Whether smbd, which knows where its modules lie, would find one. */
function existsModule(name) {
  const { stdout } = spawnSync('smbd', ['-b'], { encoding: 'utf8' });
  const folder = /^\s*MODULESDIR:\s*(\S.*)$/m.exec(stdout ?? '')?.[1];
  return folder !== undefined && existsSync(join(folder, 'vfs', `${name}.so`));
}

function exists(command) {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
