import {
  AUTH_METHODS,
  checkKinds,
  ciphersOf,
  dialectsOf,
  given,
  hostOf,
  oneOf,
  pathOf,
  PROTECTIONS,
  shareOf,
  signingAlgorithmsOf,
  splitAccount,
  SYMLINK_KINDS,
  timeoutsOf,
  whole,
} from './target/checks.ts';
import type {
  All,
  AuthMethod,
  DialectRange,
  MountOptions,
  Protection,
  SymlinkKind,
  Timeouts,
} from './target/mount-options.ts';
import { optionError } from './target/option-error.ts';
import { parseUrl } from './target/url.ts';
import { splitPath } from './wire/names.ts';
import { CIPHER_NAMES, type CipherName } from './wire/smb2/cipher-name.ts';
import { SIGNING_ALGORITHM_NAMES, type SigningAlgorithmName } from './wire/smb2/signing-algorithm-name.ts';

export { CIPHER_NAMES, type CipherName } from './wire/smb2/cipher-name.ts';
export { SIGNING_ALGORITHM_NAMES, type SigningAlgorithmName } from './wire/smb2/signing-algorithm-name.ts';
export { DIALECT_NAMES, type DialectName } from './wire/smb2/dialect-name.ts';
export type {
  AuthMethod,
  DialectRange,
  MountOptions,
  Protection,
  SymlinkKind,
  Timeouts,
} from './target/mount-options.ts';

/** All settings of a mount: complete, checked and frozen. The password is in none of its properties. */
export class Target {
  readonly host: string;
  readonly port: number;
  /** Missing where a URL names a server only. */
  readonly share: string | undefined;
  /** Without separators at its ends; empty for the share's root. */
  readonly path: string;
  /** Empty where none was given. */
  readonly domain: string;
  /** Empty where none was given. */
  readonly username: string;
  readonly auth: AuthMethod;
  readonly servicePrincipal: string;
  readonly dialects: All<DialectRange>;
  readonly signing: Protection;
  readonly encryption: Protection;
  readonly ciphers: readonly CipherName[];
  readonly signingAlgorithms: readonly SigningAlgorithmName[];
  readonly connections: number;
  readonly timeouts: All<Timeouts>;
  readonly signal: AbortSignal | undefined;
  readonly mapNames: boolean;
  readonly symlinks: SymlinkKind;
  readonly transport: MountOptions['transport'];
  // kept for as long as it can be mounted again; a function is asked anew, and nothing is kept
  readonly #password: MountOptions['password'];

  constructor(options: MountOptions) {
    checkKinds(options);
    this.host = hostOf(options.host);
    this.port = whole('port', options.port ?? 445, 1, 65_535);
    this.share = options.share === undefined ? undefined : shareOf(options.share);
    this.path = pathOf(options.path ?? '');
    this.auth = oneOf('auth', AUTH_METHODS, options.auth ?? 'ntlm');
    const keyless = this.auth === 'anonymous' || this.auth === 'guest';
    const nobody = this.auth === 'anonymous';
    this.domain = nobody ? '' : (options.domain ?? '');
    this.username = nobody ? '' : (options.username ?? '');
    this.#password = nobody ? undefined : options.password;
    this.servicePrincipal = options.servicePrincipal ?? `cifs/${this.host}`;
    this.dialects = Object.freeze(dialectsOf(options.dialects ?? {}));
    this.signing = oneOf('signing', PROTECTIONS, options.signing ?? (keyless ? 'if-required' : 'required'));
    this.encryption = oneOf('encryption', PROTECTIONS, options.encryption ?? 'if-required');
    this.ciphers = Object.freeze(ciphersOf(options.ciphers ?? CIPHER_NAMES));
    this.signingAlgorithms = Object.freeze(
      signingAlgorithmsOf(options.signingAlgorithms ?? SIGNING_ALGORITHM_NAMES),
    );
    for (const name of ['signing', 'encryption'] as const) {
      if (keyless && this[name] === 'required') {
        throw optionError(
          `${name}: 'required' cannot be met with auth: '${this.auth}', whose sessions have no key: leave one out.`,
        );
      }
    }
    this.connections = whole('connections', options.connections ?? 1, 1, 64);
    this.timeouts = Object.freeze(timeoutsOf(options.timeouts ?? {}));
    this.signal = options.signal;
    this.mapNames = options.mapNames ?? true;
    this.symlinks = oneOf('symlinks', SYMLINK_KINDS, options.symlinks ?? 'native');
    this.transport = options.transport;
    Object.freeze(this);
  }

  /** Whether a password, or a function that brings one, was given. */
  get hasPassword(): boolean {
    return this.#password !== undefined;
  }

  /**
   * The password; a function that brings it is asked each time.
   *
   * @throws what that function throws
   */
  async password(): Promise<string | undefined> {
    if (typeof this.#password !== 'function') return this.#password;
    const password: unknown = await this.#password();
    if (typeof password !== 'string') throw optionError('The password function must resolve to a string.');
    return password;
  }
}

/**
 * The settings that a URL and options add up to; options override the parts of the URL, one by one.
 *
 * @param target `smb://[domain;][user[:password]@]host[:port]/share[/path][?option=value]`, or options
 * @throws {SmbError} ERR_SMB_OPTION, with a message that names the fix and never holds the password
 */
export function parseTarget(target: string | URL | MountOptions, options: MountOptions = {}): Target {
  const base =
    typeof target === 'string' ? parseUrl(target) : target instanceof URL ? parseUrl(target.href) : target;
  const [under, over] = [splitAccount(base), splitAccount(options)];
  return new Target({
    ...under,
    ...over,
    dialects: { ...given(under.dialects), ...given(over.dialects) },
    timeouts: { ...given(under.timeouts), ...given(over.timeouts) },
  });
}

/** The URL of a target for messages: without password and options. */
export function formatTarget(target: Target): string {
  const { host, port, share, path, domain, username } = target;
  const user =
    username === ''
      ? ''
      : `${domain === '' ? '' : `${encodeURIComponent(domain)};`}${encodeURIComponent(username)}@`;
  const address = host.includes(':') ? `[${host.replace('%', '%25')}]` : encodeURIComponent(host);
  const parts = share === undefined ? [] : [share, ...splitPath(path)];
  return `smb://${user}${address}${port === 445 ? '' : `:${port}`}/${parts.map(encodeURIComponent).join('/')}`;
}
