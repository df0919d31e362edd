import { userInfo } from 'node:os';

import { CIPHER_NAMES, type MountOptions, type Target } from '../target.ts';
import { type Credentials, readCredentials, readPasswordFile } from './credentials.ts';
import { choice, type FlagTable, type FlagValues, PASSWORD_WAYS, wholeNumber } from './flags.ts';
import { type Asking, askPassword, canAsk } from './prompt.ts';
import { UsageError } from './usage-error.ts';

const PROTECTIONS = ['required', 'if-required', 'off'] as const;

/** The flags of every verb that reaches a share: who, and how safely. */
export const ACCESS_FLAGS = {
  user: { type: 'string', short: 'U', value: 'USER', help: 'log in as USER, or DOMAIN\\USER' },
  domain: { type: 'string', value: 'DOMAIN', help: 'the domain of the account' },
  'password-file': { type: 'string', value: 'FILE', help: 'the password is the first line of FILE' },
  credentials: {
    type: 'string',
    value: 'FILE',
    help: 'username=, password= and domain=, as mount.cifs has them',
  },
  anonymous: { type: 'boolean', help: 'log in as nobody, if the server lets one' },
  guest: { type: 'boolean', help: 'log in as a guest, if the server lets one' },
  kerberos: { type: 'boolean', short: 'k', help: 'log in by a Kerberos ticket, without a password' },
  'service-principal': {
    type: 'string',
    value: 'NAME',
    help: 'the service that the ticket is for (cifs/ and the host of the URL)',
  },
  signing: {
    type: 'string',
    value: 'WHEN',
    choices: PROTECTIONS,
    help: 'required (default), if-required or off',
  },
  encryption: {
    type: 'string',
    value: 'WHEN',
    choices: PROTECTIONS,
    help: 'required, if-required (default) or off',
  },
  cipher: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    choices: CIPHER_NAMES,
    help: 'encrypt by this cipher and no other; several times: by one of these',
  },
  timeout: { type: 'string', value: 'SECONDS', help: 'give up on a server that is silent for so long' },
} as const satisfies FlagTable;

/** Who logs in and how safely: the same for every URL of one command. */
export interface Access {
  /** What to mount a target with, beyond its URL. @throws {UsageError} where no password can be had */
  optionsFor(target: Target): MountOptions;
  /** Whom to let in, for a verb that serves; a domain does not matter. @throws {UsageError} where no password can be had */
  account(): Promise<{ readonly username: string; readonly password: string }>;
}

/**
 * What the flags and the environment say.
 *
 * @throws {UsageError}
 */
export async function accessOf(
  flags: FlagValues<typeof ACCESS_FLAGS>,
  env: NodeJS.ProcessEnv,
  asking: Asking,
): Promise<Access> {
  checkWays(flags);
  if (flags.user !== undefined && /[%:]/.test(flags.user)) {
    throw new UsageError(`--user takes a name alone; a password goes elsewhere: ${PASSWORD_WAYS}`);
  }
  const signing = choice('signing', PROTECTIONS, flags.signing);
  const encryption = choice('encryption', PROTECTIONS, flags.encryption);
  const ciphers = flags.cipher?.flatMap(name => choice('cipher', CIPHER_NAMES, name) ?? []);
  const seconds = wholeNumber('timeout', flags.timeout, 1);
  if (seconds !== undefined && seconds > 999_999) throw new UsageError('--timeout must be 999999 or less');
  const timeouts = seconds === undefined ? undefined : { connect: seconds * 1000, silence: seconds * 1000 };

  const file: Credentials = flags.credentials === undefined ? {} : await readCredentials(flags.credentials);
  const ownFile = flags['password-file'];
  const known =
    (ownFile === undefined ? undefined : await readPasswordFile(ownFile)) ??
    file.password ??
    env['RXSMB_PASSWORD'];

  let asked: Promise<string> | undefined;
  const passwordFor = (who: string) => {
    if (known !== undefined) return known;
    if (!canAsk(asking)) throw new UsageError(`there is no password for ${who}: ${PASSWORD_WAYS}`);
    return () => (asked ??= askPassword(asking, `Password of ${who}: `));
  };

  return {
    optionsFor(target) {
      const servicePrincipal = flags['service-principal'];
      const common = { path: '', signing, encryption, ciphers, servicePrincipal, timeouts };
      if (flags.anonymous) return { ...common, auth: 'anonymous' };
      if (flags.guest) return { ...common, auth: 'guest', username: flags.user ?? 'guest' };
      const named = accountOf(flags, file, target);
      // without a name, whoever the ticket is of
      if (flags.kerberos || target.auth === 'kerberos') return { ...common, auth: 'kerberos', ...named };
      // as smbclient and rclone have it
      const { username = userInfo().username, domain } = named;
      return { ...common, username, domain, password: passwordFor(`${username} at ${target.host}`) };
    },
    async account() {
      const name = flags.user ?? file.username ?? userInfo().username;
      const username = name.slice(name.lastIndexOf('\\') + 1);
      const password = passwordFor(username);
      return { username, password: typeof password === 'string' ? password : await password() };
    },
  };
}

/** Refuses ways to log in that exclude each other. @throws {UsageError} */
function checkWays(flags: FlagValues<typeof ACCESS_FLAGS>): void {
  const ways = (['anonymous', 'guest', 'kerberos'] as const).filter(way => flags[way]);
  if (ways.length > 1)
    throw new UsageError(`${ways.map(way => `--${way}`).join(' and ')} exclude each other`);
  if (flags.kerberos && flags['password-file'] !== undefined) {
    throw new UsageError(
      '--kerberos takes a ticket and no password: leave --password-file out, or run kinit',
    );
  }
}

interface Account {
  readonly username: string | undefined;
  readonly domain: string | undefined;
}

/** The flag, else the URL, else the credentials file. */
function accountOf(flags: FlagValues<typeof ACCESS_FLAGS>, file: Credentials, target: Target): Account {
  const inUrl = target.username === '' ? undefined : target.username;
  const username = flags.user ?? inUrl ?? file.username;
  if (flags.domain !== undefined) return { username, domain: flags.domain };
  if (username?.includes('\\')) return { username, domain: undefined };
  return { username, domain: target.domain === '' ? file.domain : target.domain };
}
