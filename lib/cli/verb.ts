import type { Readable } from 'node:stream';

import { type Access, ACCESS_FLAGS } from './access.ts';
import type { Missing } from './exit-code.ts';
import type { Flag, FlagTable, FlagValues } from './flags.ts';
import type { Messages } from './messages.ts';
import type { Slabs } from '../streams/slabs.ts';
import type { Output } from './output.ts';
import type { Shares } from './shares.ts';

const OWN_FLAGS = {
  json: { type: 'boolean', help: 'results as NDJSON, one object a line' },
  verbose: { type: 'boolean', short: 'v', help: 'say on standard error what is done' },
  help: { type: 'boolean', short: 'h', help: 'show this help' },
} as const satisfies FlagTable;

/** The flags of every verb that goes to a server. */
export const COMMON_FLAGS = { ...ACCESS_FLAGS, ...OWN_FLAGS } as const satisfies FlagTable;

/** For the verbs that transfer. */
export const PROGRESS_FLAG = {
  progress: {
    type: 'boolean',
    short: 'P',
    help: 'show progress: a bar on a terminal, plain lines elsewhere',
  },
} as const satisfies FlagTable;

/** What a verb works with. */
export interface Context<F extends FlagTable> {
  readonly args: readonly string[];
  readonly flags: FlagValues<F & typeof COMMON_FLAGS>;
  readonly shares: Shares;
  readonly access: Access;
  /** Standard output. */
  readonly out: Output;
  /** Standard error. */
  readonly messages: Messages;
  /** Opens standard input; pieces may lie in the slabs, and are to be given back. */
  readonly input: (slabs: Slabs) => Readable;
  /** Aborts when the command is interrupted, or nobody reads its output. */
  readonly signal: AbortSignal;
}

/** Under which headings the overview of the verbs has them, in its order. */
export const GROUPS = {
  look: 'Look around',
  copy: 'Copy, read and write',
  change: 'Change what is there',
  windows: 'What a server of Windows keeps beside a file',
  server: 'Servers',
} as const;
export type Group = keyof typeof GROUPS;

/** One verb of the command line: parsing, help, completion and the manual page come from its description. */
export interface Verb<F extends FlagTable = FlagTable> {
  readonly name: string;
  /** Its heading in the overview. */
  readonly group: Group;
  /** What it does, in a line. */
  readonly summary: string;
  /** Its arguments, as the help shows them. */
  readonly usage: string;
  /** How many arguments it takes, at least and at most. */
  readonly arity: readonly [number, number];
  /** Its own flags. */
  readonly flags: F;
  /** Goes to no server: takes none of the flags that say how to log in, unless they are its own. */
  readonly local?: true;
  /** More lines of help. */
  readonly notes?: string;
  /** What is missing when something does not exist: decides between the exit codes 3 and 4. Default: a file. */
  readonly missing?: Missing;
  /** Works, and fails by throwing. */
  run(context: Context<F>): Promise<void>;
}

/** The verbs under their headings; headings without a verb are left out. */
export function grouped(
  verbs: readonly Verb[],
): readonly { readonly title: string; readonly verbs: readonly Verb[] }[] {
  return Object.entries(GROUPS)
    .map(([group, title]) => ({ title, verbs: verbs.filter(verb => verb.group === group) }))
    .filter(({ verbs }) => verbs.length > 0);
}

/** Describes a verb, so that `run` knows the types of its flags. */
export function verb<const F extends FlagTable>(description: Verb<F>): Verb<F> {
  return description;
}

/** The common flags beside a verb's own, whose letters come first: `-h` of df. */
export function commonFlags({ flags, local }: Verb): typeof COMMON_FLAGS {
  const taken = new Set(Object.values(flags).map(({ short }) => short));
  const free = Object.entries<Flag>(local ? OWN_FLAGS : COMMON_FLAGS).map(([name, flag]) => {
    const { short, ...rest } = flag;
    return [name, short !== undefined && taken.has(short) ? rest : flag] as const;
  });
  return Object.fromEntries(free) as typeof COMMON_FLAGS;
}
