import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Dialects as smb.conf names them; NT1 is SMB1. */
export type SambaProtocol = 'NT1' | 'SMB2_02' | 'SMB2_10' | 'SMB3_00' | 'SMB3_02' | 'SMB3_11';

/** Parameters of smb.conf; a boolean becomes yes or no. */
export type SambaSettings = Readonly<Record<string, string | number | boolean>>;

/** One share: a folder of its own unless `path` names one. */
export interface SambaShare {
  readonly path?: string;
  readonly settings?: SambaSettings;
}

/** What a Samba is started with. */
export interface SambaOptions {
  readonly minProtocol?: SambaProtocol;
  readonly maxProtocol?: SambaProtocol;
  /** `server signing`; Samba's own default when left out. */
  readonly signing?: 'mandatory' | 'auto' | 'disabled' | 'default';
  /** More parameters of `[global]`. */
  readonly global?: SambaSettings;
  /** By name; one share called `share` when left out. */
  readonly shares?: Readonly<Record<string, SambaShare>>;
  /** More accounts, which must exist in the system; needs root. */
  readonly users?: readonly { readonly name: string; readonly password: string }[];
}

const FOLDERS = ['private', 'state', 'cache', 'lock', 'pid', 'ncalrpc', 'winbind', 'log'];

/** Makes the folders that smbd needs for itself, and returns the text of its smb.conf. */
export function sambaConfig(
  dir: string,
  port: number,
  options: SambaOptions,
  paths: ReadonlyMap<string, string>,
): string {
  for (const folder of FOLDERS) mkdirSync(join(dir, folder), { recursive: true, mode: 0o755 });
  const global: SambaSettings = {
    'private dir': join(dir, 'private'),
    'state directory': join(dir, 'state'),
    'cache directory': join(dir, 'cache'),
    'lock directory': join(dir, 'lock'),
    'pid directory': join(dir, 'pid'),
    'ncalrpc dir': join(dir, 'ncalrpc'),
    // Keeps away from a winbind of the machine, which otherwise answers for our accounts.
    'winbindd socket directory': join(dir, 'winbind'),
    'passdb backend': `tdbsam:${join(dir, 'private', 'passdb.tdb')}`,
    'smb ports': port,
    interfaces: 'lo',
    'bind interfaces only': true,
    'disable netbios': true,
    'server role': 'standalone server',
    'load printers': false,
    printing: 'bsd',
    'printcap name': '/dev/null',
    'disable spoolss': true,
    'map to guest': 'never',
    'server min protocol': options.minProtocol ?? 'SMB2_02',
    'server max protocol': options.maxProtocol ?? 'SMB3_11',
    // For smbclient, which reads the same file and has to reach a server of any age.
    'client min protocol': 'NT1',
    ...(options.signing === undefined ? {} : { 'server signing': options.signing }),
    ...options.global,
  };
  const sections = [section('global', global)];
  for (const [name, { settings }] of Object.entries(sharesOf(options))) {
    const path = paths.get(name) ?? join(dir, name);
    sections.push(section(name, { path, 'read only': false, ...settings }));
  }
  return sections.join('\n');
}

/** The shares asked for, or the one that there is by default. */
export function sharesOf(options: SambaOptions): Readonly<Record<string, SambaShare>> {
  return options.shares ?? { share: {} };
}

function section(name: string, settings: SambaSettings): string {
  const lines = Object.entries(settings).map(([key, value]) => `  ${key} = ${text(value)}`);
  return `[${name}]\n${lines.join('\n')}\n`;
}

function text(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
