import { join } from 'node:path';

/** The realm of the specs, and the one host in it. */
export const REALM = 'LAB.EXAMPLE';
export const DOMAIN = 'LAB';
export const HOST_NAME = 'dc1.lab.example';

/** Shares of the domain controller, with what each of them is about. */
export const AD_SHARES = {
  plain: '',
  sealed: '  smb encrypt = required\n',
} as const;
export type AdShare = keyof typeof AD_SHARES;

/** Where a domain controller keeps what is its own. */
export interface AdPlace {
  readonly dir: string;
  /** Its loopback address. */
  readonly address: string;
  /** Folder of a share. */
  sharePath(share: AdShare): string;
}

/** smb.conf of the controller: what provisioning writes, less the services that nobody here asks. */
export function adConfig({ dir, address, sharePath }: AdPlace): string {
  const global = {
    'server role': 'active directory domain controller',
    'server services': 's3fs, kdc, winbindd',
    realm: REALM,
    workgroup: DOMAIN,
    'netbios name': 'DC1',
    interfaces: `${address}/8`,
    'bind interfaces only': 'yes',
    'disable netbios': 'yes',
    'smb ports': '445',
    'tls enabled': 'no',
    'private dir': join(dir, 'dc/private'),
    'state directory': join(dir, 'dc/state'),
    'cache directory': join(dir, 'dc/cache'),
    'lock directory': join(dir, 'dc'),
    'binddns dir': join(dir, 'dc/bind-dns'),
    'pid directory': join(dir, 'run'),
    'ncalrpc dir': join(dir, 'run/ncalrpc'),
    'winbindd socket directory': winbindFolder(dir),
    'ntp signd socket directory': join(dir, 'run/ntp'),
    'log file': join(dir, 'log/%m'),
    // Times of change and ownership are wanted on any file system, those without extended attributes too.
    'vfs objects': 'acl_xattr xattr_tdb',
    'load printers': 'no',
    printing: 'bsd',
    'printcap name': '/dev/null',
    'disable spoolss': 'yes',
    'map to guest': 'never',
    'server min protocol': 'SMB2_02',
  };
  const lines = Object.entries(global).map(([key, value]) => `  ${key} = ${value}`);
  const shares = Object.entries(AD_SHARES).map(
    ([name, settings]) =>
      `[${name}]\n  path = ${sharePath(name as AdShare)}\n  read only = no\n  mangled names = no\n${settings}`,
  );
  return [`[global]`, ...lines, ...shares].join('\n');
}

/** Where winbind's pipe lies; libwbclient has no setting for it, only an environment for Samba's own tests. */
export function winbindFolder(dir: string): string {
  return join(dir, 'run/winbind');
}

/** krb5.conf of whoever logs in: knows its KDC by address and asks no DNS. */
export function krb5Config(address: string, libdefaults: Readonly<Record<string, string>> = {}): string {
  const settings = {
    default_realm: REALM,
    dns_lookup_kdc: 'false',
    dns_lookup_realm: 'false',
    dns_canonicalize_hostname: 'false',
    rdns: 'false',
    ...libdefaults,
  };
  return [
    '[libdefaults]',
    ...Object.entries(settings).map(([key, value]) => `  ${key} = ${value}`),
    '[realms]',
    `  ${REALM} = {`,
    `    kdc = ${address}`,
    '  }',
    '[domain_realm]',
    `  .lab.example = ${REALM}`,
    '  .other.example = OTHER.EXAMPLE',
    '',
  ].join('\n');
}
