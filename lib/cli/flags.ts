import { parseArgs } from 'node:util';

import { UsageError } from './usage-error.ts';

/** One flag of a verb. */
export interface Flag {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** May be given several times. */
  readonly multiple?: true;
  /** What the help calls its value; completion offers files for `FILE`. */
  readonly value?: string;
  /** The words that its value may be. */
  readonly choices?: readonly string[];
  readonly help: string;
}

/** Flags by their long name. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** The values that a table of flags leads to. */
export type FlagValues<F extends FlagTable> = {
  readonly [K in keyof F]: FlagValue<F[K]> | undefined;
};

type FlagValue<F extends Flag> = F['type'] extends 'boolean'
  ? boolean
  : F extends { readonly multiple: true }
    ? readonly string[]
    : string;

/** A command line, taken apart. */
export interface Parsed<F extends FlagTable> {
  readonly flags: FlagValues<F>;
  readonly args: readonly string[];
}

/** What to do with a password, for every place that refuses one. */
export const PASSWORD_WAYS =
  'use RXSMB_PASSWORD, --password-file FILE, --credentials FILE, or wait to be asked on a terminal';

/**
 * Takes a verb's arguments apart.
 *
 * @throws {UsageError} which names flags, never their values: one may be a mistyped password
 */
export function parseFlags<F extends FlagTable>(table: F, argv: readonly string[]): Parsed<F> {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options,
      allowPositionals: true,
      strict: true,
    });
    return { flags: values as FlagValues<F>, args: positionals };
  } catch (error) {
    throw usage(error, table, argv);
  }
}

function usage(error: unknown, table: FlagTable, argv: readonly string[]): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (!code.startsWith('ERR_PARSE_ARGS_')) return error;
  const flag = /'(?:-\w, )?(--?[\w-]+)/.exec(message)?.[1];
  if (argv.some(arg => /^--pass(word)?($|=)/.test(arg))) {
    return new UsageError(
      `a password does not belong on the command line, where others see it: ${PASSWORD_WAYS}`,
    );
  }
  if (flag === undefined) return new UsageError('the flags cannot be understood');
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const near = Object.keys(table).find(name => flag.length > 3 && name.startsWith(flag.replace(/^-+/, '')));
    const hint = near === undefined ? '' : `; is --${near} meant?`;
    return new UsageError(
      `there is no flag ${flag}${hint} (an argument that begins with - stands behind --)`,
    );
  }
  const wants = /argument missing|ambiguous/i.test(message) ? 'needs a value' : 'takes no value';
  return new UsageError(`the flag ${flag} ${wants}`);
}

/** One of the words that a flag may have. @throws {UsageError} */
export function choice<T extends string>(
  name: string,
  choices: readonly T[],
  value: string | undefined,
): T | undefined {
  if (value === undefined) return undefined;
  const found = choices.find(each => each === value);
  if (found === undefined) throw new UsageError(`--${name} must be one of ${choices.join(', ')}`);
  return found;
}

/** A whole number. @throws {UsageError} */
export function wholeNumber(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,16}$/.test(value) ? Number(value) : NaN;
  if (!Number.isSafeInteger(number) || number < least) {
    throw new UsageError(`--${name} must be a whole number, ${least} or more`);
  }
  return number;
}

const SIZES = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 } as const;

/** A number of bytes, with rclone's suffixes: `10M` is 10 MiB. @throws {UsageError} */
export function byteSize(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const match = /^(\d{1,16})([kmgt]?)(?:i?b)?$/i.exec(value);
  const [, digits = '', unit = ''] = match ?? [];
  const number = match === null ? NaN : Number(digits) * SIZES[unit.toLowerCase() as keyof typeof SIZES];
  if (!Number.isSafeInteger(number)) {
    throw new UsageError(`--${name} must be a number of bytes, such as 4096, 64K or 10M`);
  }
  return number;
}
