import { SmbError } from '../errors.ts';
import { dialectsOf, given, oneOf, PROTECTIONS, whole } from '../target/checks.ts';
import type { DialectRange } from '../target/mount-options.ts';
import { dialectNumber } from '../wire/smb2/dialect-name.ts';
import type { FileSystem } from './file-systems/file-system.ts';
import type { ServerScript } from './script/script.ts';
import type { Settings } from './state/settings.ts';

/** What a server serves, to whom, and how. */
export interface ServerOptions {
  /** Address to listen on. @defaultValue `'127.0.0.1'`, which nobody from outside can reach */
  readonly host?: string | undefined;
  /** @defaultValue 0: a free one, told by `server.port` */
  readonly port?: number | undefined;
  /** What can be entered, by name. */
  readonly shares: Readonly<Record<string, FileSystem>>;
  /** Passwords by user name; without any, only `anonymous` can let somebody in. */
  readonly users?: Readonly<Record<string, string>> | undefined;
  /** Lets anybody in who does not say who he is. @defaultValue false */
  readonly anonymous?: boolean | undefined;
  /**
   * Whether every request must be signed, or only those of clients that want to.
   * Anonymous sessions have no key: they are never signed.
   * @defaultValue `'required'`
   */
  readonly signing?: 'required' | 'if-required' | undefined;
  /**
   * Whether everything must be encrypted (then clients below 3.0, and those who do not say who they are, are refused),
   * only what clients encrypt, or nothing can be.
   * @defaultValue `'if-required'`: as the client wants it
   */
  readonly encryption?: 'required' | 'if-required' | 'off' | undefined;
  /** @defaultValue all, `'2.0.2'` to `'3.1.1'` */
  readonly dialects?: DialectRange | undefined;
  /** Bytes of the largest READ. @defaultValue 8 MiB */
  readonly maxRead?: number | undefined;
  /** Bytes of the largest WRITE. @defaultValue 8 MiB */
  readonly maxWrite?: number | undefined;
  /** Credits that a client may hold. @defaultValue 8192 */
  readonly credits?: number | undefined;
  /**
   * What it does wrong on purpose, to test a client: see {@link onRequest}, {@link onReply}, {@link everyFrame},
   * {@link cutAt}. @defaultValue nothing
   *
   * @example
   * ```ts
   * await SmbServer.listen({ shares, users, script: onReply(Command.READ, shortRead(10)) });
   * ```
   */
  readonly script?: ServerScript | undefined;
}

const KNOWN: Readonly<Record<keyof ServerOptions, true>> = {
  host: true,
  port: true,
  shares: true,
  users: true,
  anonymous: true,
  signing: true,
  encryption: true,
  dialects: true,
  maxRead: true,
  maxWrite: true,
  credits: true,
  script: true,
};

const MIB = 1024 * 1024;

/**
 * The settings that options mean.
 * @throws {SmbError} ERR_SMB_OPTION, with a message that names the fix
 */
export function settingsOf(options: ServerOptions): Settings {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(KNOWN, name)) {
      refuse(`There is no option '${name}'. The options are ${Object.keys(KNOWN).join(', ')}.`);
    }
  }
  const { min, max } = dialectsOf(given(options.dialects));
  const { signing = 'required' } = options;
  const encryption = oneOf('encryption', PROTECTIONS, options.encryption ?? 'if-required');
  // callers of JavaScript can say anything
  if (!['required', 'if-required'].includes(signing)) {
    refuse("The option signing must be 'required' or 'if-required'.");
  }
  const { script } = options;
  if (script !== undefined && typeof script !== 'function') {
    refuse('The option script must be a function: onRequest(...), onReply(...), everyFrame(...), all(...).');
  }
  const maxTransact = MIB;
  return {
    shares: sharesOf(options.shares),
    signingRequired: signing === 'required',
    encryption,
    minDialect: dialectNumber(min),
    maxDialect: dialectNumber(max),
    maxRead: whole('maxRead', options.maxRead ?? 8 * MIB, 4096, 8 * MIB),
    maxWrite: whole('maxWrite', options.maxWrite ?? 8 * MIB, 4096, 8 * MIB),
    maxTransact,
    credits: whole('credits', options.credits ?? 8192, 1, 65_535),
    script,
  };
}

function sharesOf(shares: Readonly<Record<string, FileSystem>>): Map<string, FileSystem> {
  const entries = Object.entries(shares);
  if (entries.length === 0)
    refuse('The option shares names nothing to serve: give it a name and a file system.');
  for (const [name, fs] of entries) {
    if (!/^[^\p{Cc}"/\\[\]:|<>+=;,*?]{1,80}$/u.test(name)) refuse(`'${name}' cannot be the name of a share.`);
    if (name.toUpperCase() === 'IPC$') refuse("The share 'IPC$' is the server's own.");
    if (typeof fs.lookup !== 'function') {
      refuse(`The share '${name}' needs a file system: folder(path), memory() or virtual(...).`);
    }
  }
  return new Map(entries);
}

function refuse(message: string): never {
  throw new SmbError({ code: 'ERR_SMB_OPTION', syscall: 'listen', message, outcome: 'not-sent' });
}
