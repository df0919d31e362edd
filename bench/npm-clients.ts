import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SambaServer } from '../spec/support/samba.ts';
import type { Contestant } from './measure.ts';

/** A client for Node, in the version that was tried. */
export interface NpmClient {
  readonly name: string;
  readonly version: string;
}

/** The clients that npm has and that speak SMB themselves; others start smbclient. */
export const CLIENTS: readonly NpmClient[] = [
  { name: 'smb2', version: '0.2.11' },
  { name: '@marsaud/smb2', version: '0.18.0' },
  { name: 'v9u-smb2', version: '1.0.6' },
  { name: '@tryjsky/v9u-smb2', version: '1.1.0' },
  { name: '@awo00/smb2', version: '1.1.1' },
  { name: 'node-smb2', version: '1.3.5' },
];

const INSTALL_MS = 120_000;
const PROGRAM = join(import.meta.dirname, 'npm-client.mjs');

/** Installs all of them into a folder, and runs none of their scripts. Returns what went wrong. */
export async function install(folder: string): Promise<string | undefined> {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const packages = CLIENTS.map(({ name, version }) => `${name}@${version}`);
  const child = spawn('npm', ['install', ...flags, ...packages], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: INSTALL_MS,
    shell: process.platform === 'win32',
  });
  let complaints = '';
  child.stderr.on('data', (text: Buffer) => (complaints += String(text)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return undefined;
  const reason = /npm error (?!code)(.*)/.exec(complaints)?.[1] ?? `npm ended with ${String(code)}`;
  return `npm install failed (${reason.replaceAll(/https?:\/\/\S+/g, 'the registry')})`;
}

/** A program that works with the client. */
export function npmClient(
  { name, version }: NpmClient,
  folder: string,
  server: Pick<SambaServer, 'host' | 'username' | 'password'>,
  port: number,
  args: readonly string[],
): Contestant {
  return {
    name: `${name} ${version}`,
    command: process.execPath,
    args: ['--openssl-legacy-provider', '--no-deprecation', PROGRAM, folder, name, ...args],
    env: {
      SMB_HOST: server.host,
      SMB_PORT: String(port),
      SMB_USER: server.username,
      SMB_PASSWORD: server.password,
    },
  };
}
