import type { Flag } from '../flags.ts';
import { commonFlags, type Verb } from '../verb.ts';

/** A flag as shells complete it. */
export interface FlagWords {
  /** `-l`, `--long`. */
  readonly names: readonly string[];
  readonly help: string;
  /** What its value is; `undefined` where it takes none. */
  readonly value: ValueWords | undefined;
  readonly repeatable: boolean;
}

/** What stands behind a flag. */
export interface ValueWords {
  readonly name: string;
  readonly choices: readonly string[];
  readonly files: boolean;
}

/** A verb as shells complete it. */
export interface VerbWords {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly FlagWords[];
  /** Its arguments may be files of this machine. */
  readonly files: boolean;
  /** Its arguments may be URLs. */
  readonly urls: boolean;
}

/** What is completed beside the verbs, each with the words behind it. */
export const ASIDE = {
  help: 'show help, of the program or of a verb',
  completion: 'print the completion for a shell',
  version: 'tell the version',
} as const;

/** The shells that have a completion. */
export const SHELLS = ['bash', 'zsh'] as const;

/** Everything there is to complete, from the table that the help is made of. */
export function wordsOf(verbs: readonly Verb[]): VerbWords[] {
  return verbs.map(verb => ({
    name: verb.name,
    summary: verb.summary,
    flags: Object.entries<Flag>({ ...verb.flags, ...commonFlags(verb) }).map(flagWords),
    files: /\b(?:FILE|DIR|SRC|DST)\b/.test(verb.usage),
    urls: /\b(?:URL|SRC|DST)\b/.test(verb.usage),
  }));
}

function flagWords([name, flag]: [string, Flag]): FlagWords {
  const { type, short, value = 'VALUE', choices = [], help, multiple = false } = flag;
  return {
    names: [...(short === undefined ? [] : [`-${short}`]), `--${name}`],
    help,
    value: type === 'boolean' ? undefined : { name: value, choices, files: value === 'FILE' },
    repeatable: multiple,
  };
}
