import type { DialectRange, MountOptions } from './mount-options.ts';
import { optionError } from './option-error.ts';

const GRAMMAR = 'smb://[domain;][user[:password]@]host[:port]/share[/path][?option=value]';

const SEC = new Map([
  ['krb5', 'kerberos'],
  ['ntlmssp', 'ntlm'],
] as const);

const VERS = new Map<string, DialectRange>([
  ['2', { min: '2.0.2', max: '2.1' }],
  ['3', { min: '3.0', max: '3.1.1' }],
  ['2.02', { min: '2.0.2', max: '2.0.2' }],
  ['2.10', { min: '2.1', max: '2.1' }],
  ['3.00', { min: '3.0', max: '3.0' }],
  ['3.02', { min: '3.0.2', max: '3.0.2' }],
  ['3.1.1', { min: '3.1.1', max: '3.1.1' }],
]);

/**
 * What a URL says, as options of `mount`: `smb://[domain;][user[:password]@]host[:port]/share[/path][?option=value]`,
 * each part percent-decoded once. `mount` does this by itself; here it is for programs that show or change the parts.
 *
 * @throws SmbError `ERR_SMB_OPTION`, with a message that names the fix and never holds the password
 * @example
 * ```ts
 * const { host, share, path } = parseUrl('smb://ann@nas/photos/2024');
 * ```
 */
export function parseUrl(text: string): MountOptions {
  // by hand: the URL class knows no ; before the user, and removes dot segments before anybody could refuse them;
  // wherever an error might quote a part of a mistyped password it quotes nothing
  const scheme = /^smb:\/\//i.exec(text);
  if (scheme === null) throw optionError(`The URL must begin with smb://, as in ${GRAMMAR}.`);
  if (text.includes('#'))
    throw optionError('The URL has a fragment: write # in a name or a password as %23.');
  if (text.includes('\\', text.indexOf('@') + 1)) {
    throw optionError('The URL has a backslash: write / between the parts of a path.');
  }
  const [beforeQuery, query] = cut(text.slice(scheme[0].length), '?');
  const [authority, path] = cut(beforeQuery, '/');
  const at = authority.lastIndexOf('@');
  if (at < 0 && /^[^/]*@/.test(path ?? '')) {
    // smb://ann:1/x@nas/s would else mean the port 1 of the host ann, and show the password as a share's name
    throw optionError("The URL has an @ in its share's name: write it %40, and a / in a password %2F.");
  }
  // an @ that follows the authority may belong to a password with a raw / or ? in it
  const secretive = `${path ?? ''}${query ?? ''}`.includes('@');
  return {
    ...(at < 0 ? {} : parseUser(authority.slice(0, at))),
    ...parseHost(authority.slice(at + 1)),
    ...parsePath(path ?? ''),
    ...(query === undefined ? {} : parseQuery(query, secretive)),
  };
}

function parseUser(text: string): MountOptions {
  const [account, password] = cut(text, ':');
  // the URL class writes ; as %3B, and no account may hold a ; of its own: so the cut comes after the decoding
  const [first, second] = cut(decode(account, 'user'), ';');
  const [domain, username] = second === undefined ? [undefined, first] : [first, second];
  return {
    domain,
    username: username === '' ? undefined : username,
    password: password === undefined ? undefined : decode(password, 'password'),
  };
}

function parseHost(text: string): MountOptions {
  const match = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/.exec(text);
  if (match === null) {
    throw optionError(
      `The URL's host or port is malformed. The form is ${GRAMMAR}: an IPv6 address stands in brackets, ` +
        'and in a user name or password / is written %2F, ? %3F, @ %40 and : %3A.',
    );
  }
  const [, host = '', port = ''] = match;
  return { host: decode(host, 'host'), port: port === '' ? undefined : Number(port) };
}

function parsePath(text: string): MountOptions {
  if (/%2f|%5c/i.test(text)) {
    throw optionError('The URL has an encoded separator (%2F or %5C) in its path: a name cannot hold one.');
  }
  const [share = '', ...parts] = text.split('/').map(part => decode(part, 'path'));
  if ([share, ...parts].some(part => part === '.' || part === '..')) {
    throw optionError('The URL has a dot segment (. or ..) in its path: write the path without it.');
  }
  if (share === '' && parts.some(part => part !== '')) {
    throw optionError('The URL has no share before its path: one / only stands between host and share.');
  }
  return { share: share === '' ? undefined : share, path: parts.join('/') };
}

function parseQuery(text: string, secretive: boolean): MountOptions {
  let options: MountOptions = {};
  const seen = new Set<string>();
  for (const item of text.split('&').filter(each => each !== '')) {
    const [name, raw] = cut(item, '=');
    const value = raw === undefined ? undefined : decode(raw, 'option');
    const parse = OPTIONS.get(name);
    if (parse === undefined) {
      const what = secretive ? 'What follows the ? of the URL is no option' : `A URL has no option ${name}`;
      throw optionError(`${what}. The options are ${NAMES}; a ? in a name or a password is written %3F.`);
    }
    if (seen.has(name)) throw optionError(`The URL has the option ${name} twice: write it once.`);
    seen.add(name);
    options = { ...options, ...parse(value) };
  }
  return options;
}

const OPTIONS = new Map<string, (value: string | undefined) => MountOptions>([
  ['sec', value => ({ auth: choose('sec', SEC, value) })],
  ['vers', value => ({ dialects: choose('vers', VERS, value) })],
  ['sign', value => ({ signing: toggle('sign', value) })],
  ['seal', value => ({ encryption: toggle('seal', value) })],
  ['timeout', value => ({ timeouts: { silence: seconds(value) } })],
]);

const NAMES = [...OPTIONS.keys()].join(', ');

function choose<K extends string, V>(name: string, choices: ReadonlyMap<K, V>, value: string | undefined): V {
  const chosen = (choices as ReadonlyMap<string, V>).get(value ?? '');
  if (chosen === undefined) {
    throw optionError(`The URL's option ${name} must be one of ${[...choices.keys()].join(', ')}.`);
  }
  return chosen;
}

function toggle(name: string, value: string | undefined): 'required' | 'off' {
  if (value === undefined) return 'required';
  if (value === '0') return 'off';
  throw optionError(`The URL's option ${name} stands alone, which means required, or as ${name}=0.`);
}

function seconds(value: string | undefined): number {
  if (value === undefined || !/^[1-9]\d{0,5}$/.test(value)) {
    throw optionError("The URL's option timeout must be a whole number of seconds, from 1 to 999999.");
  }
  return Number(value) * 1000;
}

/** Before and after the first `separator`; no second part where there is none. */
function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Percent-decoded once. */
function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw optionError(`The URL's ${what} has a % that encodes nothing: write % itself as %25.`);
  }
}
