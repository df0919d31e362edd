import type { Duplex } from 'node:stream';

import type { CipherName } from '../wire/smb2/cipher-name.ts';
import type { SigningAlgorithmName } from '../wire/smb2/signing-algorithm-name.ts';
import type { DialectName } from '../wire/smb2/dialect-name.ts';

/** How to log in. */
export type AuthMethod = 'ntlm' | 'kerberos' | 'anonymous' | 'guest';

/** How much a protection is insisted on. */
export type Protection = 'required' | 'if-required' | 'off';

/** What symbolic links are made of, where the server cannot hold real ones. */
export type SymlinkKind = 'native' | 'xsym';

/** The same options with nothing left out. */
export type All<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

/** The oldest and the newest dialect that may be agreed on. */
export interface DialectRange {
  /** Default: `'2.0.2'`. */
  readonly min?: DialectName | undefined;
  /** Default: `'3.1.1'`. */
  readonly max?: DialectName | undefined;
}

/** Limits of time, in milliseconds. */
export interface Timeouts {
  /** For the connection to be made. Default: 10,000. */
  readonly connect?: number | undefined;
  /** For which a server that owes an answer may say nothing. Default: 30,000. */
  readonly silence?: number | undefined;
  /**
   * After this much quiet an ECHO keeps the link open, and finds out if it died. Default: 0, never. Servers and
   * routers drop idle links after 10 to 16 minutes.
   */
  readonly idle?: number | undefined;
}

/**
 * Where a share is and how to reach it. What a URL says too is overridden by what is said here.
 *
 * @example
 * ```ts
 * import { mount } from 'rxsmb';
 *
 * const share = await mount({ host: 'nas', share: 'photos', username: 'ann', password: askForIt });
 * ```
 */
export interface MountOptions {
  /** Name or address of the server; an IPv6 address with or without brackets. */
  readonly host?: string | undefined;
  /** TCP port. Default: 445. */
  readonly port?: number | undefined;
  /** Name of the share. */
  readonly share?: string | undefined;
  /** A folder of the share that becomes the root of all paths; `..` does not leave it. Default: the share's root. */
  readonly path?: string | undefined;
  /** The domain of the account. Default: none, which means an account of the server itself. */
  readonly domain?: string | undefined;
  /** `ann`, `DOMAIN\ann` or `ann@realm.example`. Default: none. */
  readonly username?: string | undefined;
  /** The password, or a function that is asked for it at each login. It appears in no message and no inspection. */
  readonly password?: string | (() => Promise<string>) | undefined;
  /**
   * How to log in. `'kerberos'` does it with a ticket, by the optional package `kerberos` and a credential cache in
   * files (`KRB5CCNAME`); it takes no password, and a `username` only to choose among tickets. `'anonymous'` and `'guest'` give sessions without a key, so that nothing can be signed: they
   * change the default of `signing` to `'if-required'`. Default: `'ntlm'`.
   */
  readonly auth?: AuthMethod | undefined;
  /**
   * The service that the login is meant for, for Kerberos with `@REALM` where that matters. Kerberos needs it where the
   * host is an address. Default: `cifs/` and the host.
   */
  readonly servicePrincipal?: string | undefined;
  /** The dialects to offer. Default: all, `2.0.2` to `3.1.1`. */
  readonly dialects?: DialectRange | undefined;
  /** Whether messages are signed. Default: `'required'`. */
  readonly signing?: Protection | undefined;
  /** Whether messages are encrypted; `'if-required'` is where the share or the session demands it, and the default. */
  readonly encryption?: Protection | undefined;
  /**
   * The ciphers to offer, in order of preference; servers may follow an order of their own. To insist on 256 bits offer
   * only `['AES-256-GCM', 'AES-256-CCM']`. Dialects 3.0 and 3.0.2 know `'AES-128-CCM'` alone. Default: all, GCM first.
   */
  readonly ciphers?: readonly CipherName[] | undefined;
  /**
   * The signing algorithms to offer, in order of preference; servers may follow an order of their own. Only 3.1.1 has a
   * choice: 3.0 and 3.0.2 sign by AES-CMAC, 2.0.2 and 2.1 by HMAC-SHA256. Default: all, GMAC first.
   */
  readonly signingAlgorithms?: readonly SigningAlgorithmName[] | undefined;
  /** How many connections to use. Default: 1. */
  readonly connections?: number | undefined;
  /** Limits of time, in milliseconds. */
  readonly timeouts?: Timeouts | undefined;
  /** Ends the share when it aborts, at any time of its life. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Map the characters that SMB forbids in names to the private-use area, as macOS and Linux do. Without it such
   * names are refused. Default: true.
   */
  readonly mapNames?: boolean | undefined;
  /**
   * `'native'`: symbolic links are reparse points, and `symlink` fails with `ENOTSUP` on a server without them.
   * `'xsym'`: there it writes the files that macOS and Linux (mfsymlinks) take for links, and `lstat` recognises
   * them. `readlink` understands both in any case; no verb follows an XSym file. Default: `'native'`.
   */
  readonly symlinks?: SymlinkKind | undefined;
  /** Opens what is used in place of a TCP connection: a tunnel, a proxy, a server in the same process. */
  readonly transport?: (() => Duplex) | undefined;
}
