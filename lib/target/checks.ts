import { splitPath } from '../wire/names.ts';
import { CIPHER_NAMES, type CipherName } from '../wire/smb2/cipher-name.ts';
import { SIGNING_ALGORITHM_NAMES, type SigningAlgorithmName } from '../wire/smb2/signing-algorithm-name.ts';
import { DIALECT_NAMES } from '../wire/smb2/dialect-name.ts';
import type { All, DialectRange, MountOptions, Timeouts } from './mount-options.ts';
import { optionError } from './option-error.ts';

/** The ways to log in. */
export const AUTH_METHODS = ['ntlm', 'kerberos', 'anonymous', 'guest'] as const;
/** The degrees of a protection. */
export const PROTECTIONS = ['required', 'if-required', 'off'] as const;
/** What symbolic links may be made of. */
export const SYMLINK_KINDS = ['native', 'xsym'] as const;

/** Timers of Node hold no more. */
const MAX_MS = 0x7fff_ffff;

const KINDS: Readonly<Record<keyof MountOptions, readonly string[]>> = {
  host: ['string'],
  port: ['number'],
  share: ['string'],
  path: ['string'],
  domain: ['string'],
  username: ['string'],
  password: ['string', 'function'],
  auth: ['string'],
  servicePrincipal: ['string'],
  dialects: ['object'],
  signing: ['string'],
  encryption: ['string'],
  ciphers: ['object'],
  signingAlgorithms: ['object'],
  connections: ['number'],
  timeouts: ['object'],
  signal: ['object'],
  mapNames: ['boolean'],
  symlinks: ['string'],
  transport: ['function'],
};

/** Refuses options that do not exist (a mistyped `encryption` must not pass in silence) or are of another type. */
export function checkKinds(options: MountOptions): void {
  for (const [name, value] of Object.entries(options) as [keyof MountOptions, unknown][]) {
    known('mount', name, KINDS);
    if (value === undefined) continue;
    if (value === null || !KINDS[name].includes(typeof value)) {
      throw optionError(`The option ${name} must be of type ${KINDS[name].join(' or ')}.`);
    }
  }
}

function known(what: string, name: string, all: object): void {
  if (Object.hasOwn(all, name)) return;
  throw optionError(`There is no ${what} option '${name}'. The options are ${Object.keys(all).join(', ')}.`);
}

/** The options that were given: an explicit `undefined` overrides nothing. */
export function given<T extends object>(options: T | undefined): Partial<All<T>> {
  const entries = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<All<T>>;
}

/** Takes `DOMAIN\user` apart; `user@realm` stays, for there the server tells the parts apart. */
export function splitAccount(options: MountOptions): MountOptions {
  const own = given(options);
  const { username, domain } = own;
  if (typeof username !== 'string' || !username.includes('\\')) return own;
  const at = username.indexOf('\\');
  const before = username.slice(0, at);
  if (domain !== undefined && domain !== before) {
    throw optionError(
      'The domain is given twice: in the option domain and before the backslash of the username.',
    );
  }
  return { ...own, domain: before, username: username.slice(at + 1) };
}

/** One of the words that an option may have. */
export function oneOf<T extends string>(name: string, choices: readonly T[], value: T): T {
  if (choices.includes(value)) return value;
  throw optionError(`The option ${name} must be one of ${choices.map(each => `'${each}'`).join(', ')}.`);
}

/** A whole number within bounds. */
export function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw optionError(`The option ${name} must be a whole number from ${least} to ${most}.`);
}

/** A host without brackets. */
export function hostOf(value: string | undefined): string {
  const bare = value?.replace(/^\[(.*)\]$/, '$1') ?? '';
  if (bare === '') throw optionError('The host is missing: name a server, as in smb://server/share.');
  const [address = '', zone = ''] = bare.split('%');
  const valid =
    bare.includes(':') || bare !== value
      ? URL.canParse(`http://[${address}]`) && /^[\w.~-]*$/.test(zone)
      : bare.length <= 255 && !/[\s/\\@?#%;[\]]/.test(bare) && !hasControls(bare);
  if (!valid) throw optionError('The host is neither a name nor an address.');
  return bare;
}

/** A share's name, which is one part of a path. */
export function shareOf(value: string): string {
  if (value === '' || value === '.' || value === '..' || /[/\\]/.test(value) || hasControls(value)) {
    throw optionError('The share must be the name of a share alone: a folder in it goes to the option path.');
  }
  return value;
}

/** A path without separators at its ends. */
export function pathOf(value: string): string {
  if (value.includes('\0')) throw optionError('The path holds a NUL character, which no name can.');
  return splitPath(value).join('/');
}

/** A range of dialects that is not empty. */
export function dialectsOf(value: DialectRange): All<DialectRange> {
  const all: All<DialectRange> = { min: '2.0.2', max: '3.1.1', ...given(value) };
  for (const [name, dialect] of Object.entries(all) as [keyof DialectRange, DialectRange['min'] & string][]) {
    known('dialects', name, { min: 0, max: 0 });
    oneOf(`dialects.${name}`, DIALECT_NAMES, dialect);
  }
  if (DIALECT_NAMES.indexOf(all.min) > DIALECT_NAMES.indexOf(all.max)) {
    throw optionError(`The option dialects has min '${all.min}' above max '${all.max}': exchange them.`);
  }
  return all;
}

/** Ciphers, none of them twice. */
export function ciphersOf(value: readonly CipherName[]): readonly CipherName[] {
  const ciphers = [...value].map(cipher => oneOf('ciphers', CIPHER_NAMES, cipher));
  if (ciphers.length === 0) {
    throw optionError("The option ciphers is empty: leave it out, or say encryption: 'off'.");
  }
  return [...new Set(ciphers)];
}

/** Signing algorithms, none of them twice. */
export function signingAlgorithmsOf(value: readonly SigningAlgorithmName[]): readonly SigningAlgorithmName[] {
  const names = [...value].map(name => oneOf('signingAlgorithms', SIGNING_ALGORITHM_NAMES, name));
  if (names.length === 0) {
    throw optionError("The option signingAlgorithms is empty: leave it out, or say signing: 'off'.");
  }
  return [...new Set(names)];
}

/** Limits of time; only `idle` may be 0, which means never. */
export function timeoutsOf(value: Timeouts): All<Timeouts> {
  const all: All<Timeouts> = { connect: 10_000, silence: 30_000, idle: 0, ...given(value) };
  for (const [name, ms] of Object.entries(all)) {
    known('timeouts', name, { connect: 0, silence: 0, idle: 0 });
    if (!(typeof ms === 'number' && ms <= MAX_MS && (name === 'idle' ? ms >= 0 : ms > 0))) {
      const least = name === 'idle' ? '0 (never)' : 'above 0';
      throw optionError(
        `The option timeouts.${name} must be a number of milliseconds, ${least}, at most ${MAX_MS}.`,
      );
    }
  }
  return all;
}

function hasControls(text: string): boolean {
  return Array.from(text).some(char => char < ' ');
}
