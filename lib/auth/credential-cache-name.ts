// Where the Kerberos library keeps tickets: KRB5CCNAME, else default_ccache_name of krb5.conf, else a file in /tmp
import { readFile, readdir } from 'node:fs/promises';
import { authError } from './auth-error.ts';

/** The environment, as much of it as matters to Kerberos. */
export type KerberosEnvironment = Readonly<Record<string, string | undefined>>;

/** What libkrb5 looks for where KRB5_CONFIG names nothing. */
const DEFAULT_CONFIG = '/etc/krb5.conf';
/** Files that include files: more than these, and it is a circle. */
const MOST_INCLUDED = 64;
/** More caches than these are not looked through. */
const MOST_CACHES = 256;

/** The name of the default cache, such as `FILE:/tmp/krb5cc_1000`. */
export async function credentialCacheName(env: KerberosEnvironment): Promise<string> {
  const named = env['KRB5CCNAME'];
  if (named !== undefined && named !== '') return named;
  return (await configuredName(env)) ?? `FILE:/tmp/krb5cc_${uid()}`;
}

/**
 * The files of a cache, the likeliest first: one, or those of a collection (`DIR:`).
 *
 * @throws {SmbError} ERR_SMB_AUTH for kinds of caches that are no files
 */
export async function credentialCacheFiles(name: string): Promise<readonly string[]> {
  const [, kind = 'FILE', rest = name] = /^([A-Za-z]{2,}):(.*)$/s.exec(name) ?? [];
  switch (kind.toUpperCase()) {
    case 'FILE':
      return [rest];
    case 'DIR':
      return rest.startsWith(':') ? [rest.slice(1)] : collection(rest);
    default:
      throw authError(
        `Kerberos: the session key cannot be had from a credential cache of the kind ${kind}: set KRB5CCNAME to a ` +
          'file, as in KRB5CCNAME=FILE:/tmp/krb5cc_rxsmb, and run kinit again',
      );
  }
}

/** The caches of a folder: `primary` names the one in use, the others are called `tkt` and something. */
async function collection(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => name.startsWith('tkt')).sort();
  const primary = (await readFile(`${folder}/primary`, 'utf8').catch(() => 'tkt')).trim();
  const first = names.filter(name => name === primary);
  const others = names.filter(name => name !== primary);
  return [...first, ...others].slice(0, MOST_CACHES).map(name => `${folder}/${name}`);
}

async function configuredName(env: KerberosEnvironment): Promise<string | undefined> {
  const left = (env['KRB5_CONFIG'] ?? DEFAULT_CONFIG).split(':').filter(path => path !== '');
  for (let read = 0; left.length > 0 && read < MOST_INCLUDED; read++) {
    const text = await readFile(left.shift() ?? '', 'utf8').catch(() => '');
    let section = '';
    const included: string[] = [];
    for (const line of text.split('\n').map(each => each.trim())) {
      const [, keyword, path = ''] = /^(include|includedir)\s+(\S.*)$/.exec(line) ?? [];
      if (keyword === 'include') included.push(path);
      else if (keyword === 'includedir') included.push(...(await configFolder(path)));
      section = /^\[(\w+)\]/.exec(line)?.[1] ?? section;
      const value = /^default_ccache_name\s*=\s*(.+)$/.exec(line)?.[1];
      if (section === 'libdefaults' && value !== undefined) return expand(unquoted(value), env);
    }
    left.unshift(...included);
  }
  return undefined;
}

/** Files of an includedir: names of letters, digits, `-` and `_`, or what ends in `.conf`. */
async function configFolder(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const taken = names.filter(name => /^[\w-]+$|^[^.].*\.conf$/.test(name)).sort();
  return taken.map(name => `${folder}/${name}`);
}

function unquoted(value: string): string {
  return /^"(.*)"$/.exec(value)?.[1] ?? value;
}

/** The parameters of krb5.conf that stand in names of caches. */
function expand(value: string, env: KerberosEnvironment): string {
  const known: Readonly<Record<string, string>> = {
    uid: uid(),
    euid: String(process.geteuid?.() ?? ''),
    USERID: uid(),
    TEMP: env['TMPDIR'] ?? '/tmp',
    username: env['USER'] ?? '',
    null: '',
  };
  return value.replace(/%\{(\w+)\}/g, (whole, name: string) => known[name] ?? whole);
}

function uid(): string {
  return String(process.getuid?.() ?? '');
}
