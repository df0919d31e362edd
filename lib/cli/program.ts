import type { Readable } from 'node:stream';

import { accessOf } from './access.ts';
import { aside } from './aside.ts';
import { ExitCode, exitCodeOf } from './exit-code.ts';
import { parseFlags } from './flags.ts';
import { helpOf } from './help.ts';
import type { Slabs } from '../streams/slabs.ts';
import { Messages } from './messages.ts';
import { Output, OutputClosed, type Sink } from './output.ts';
import type { Asking } from './prompt.ts';
import { SomeFailed } from './some-failed.ts';
import { UsageError } from './usage-error.ts';
import { commonFlags, type Verb } from './verb.ts';

/** What surrounds a command: a process, or a spec. */
export interface Surroundings extends Asking {
  /** Standard input as data: opens it. Pieces may lie in the slabs, and are to be given back. */
  readonly input: (slabs: Slabs) => Readable;
  readonly stdout: Sink;
  readonly env: NodeJS.ProcessEnv;
  /** Aborts with an `Interrupted`. */
  readonly signal: AbortSignal;
}

/** Runs one command line and tells its exit code. Never throws. */
export async function program(
  verbs: readonly Verb[],
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const out = new Output(surroundings.stdout);
  const [first = '', ...rest] = argv;
  const found = verbs.find(({ name }) => name === first);
  const debug = /\brxsmb\b|^\*$/i.test(surroundings.env['NODE_DEBUG'] ?? '');
  const messages = new Messages(surroundings.stderr, found?.name ?? '', debug);
  try {
    if (found === undefined) await aside(verbs, first, rest, out);
    else await perform(found, rest, out, messages, surroundings);
    await out.flush();
    return ExitCode.DONE;
  } catch (error) {
    // An interruption shows as whatever it broke; the signal knows better.
    const reason: unknown = surroundings.signal.aborted ? surroundings.signal.reason : error;
    const quiet = reason instanceof OutputClosed || reason instanceof SomeFailed;
    if (!quiet) messages.error(reason, reason instanceof UsageError ? hint(found) : undefined);
    await out.flush().catch(() => undefined);
    return exitCodeOf(reason, found?.missing);
  }
}

async function perform(
  verb: Verb,
  argv: readonly string[],
  out: Output,
  messages: Messages,
  surroundings: Surroundings,
): Promise<void> {
  const { env, signal } = surroundings;
  const { flags, args } = parseFlags({ ...verb.flags, ...commonFlags(verb) }, argv);
  if (flags.help) {
    await out.line(helpOf(verb));
    return;
  }
  const [least, most] = verb.arity;
  if (args.length < least) throw new UsageError(`too few arguments: rxsmb ${verb.name} ${verb.usage}`);
  if (args.length > most) throw new UsageError(`too many arguments: rxsmb ${verb.name} ${verb.usage}`);
  const access = await accessOf(flags, env, surroundings);
  const { Shares } = await import('./client.ts');
  const shares = new Shares(access, signal, (share, { target }) => {
    if (!flags.verbose) return;
    const { dialect, signed, signingAlgorithm } = share.info;
    const how = signed ? `signed with ${signingAlgorithm}` : 'not signed';
    messages.say(`mounted ${target.share ?? ''} at ${target.host}: SMB ${dialect}, ${how}`);
  });
  try {
    const { input } = surroundings;
    await verb.run({ args, flags, shares, access, out, messages, signal, input });
    signal.throwIfAborted();
  } finally {
    await shares.close();
  }
}

function hint(verb: Verb | undefined): string {
  return `rxsmb help${verb === undefined ? '' : ` ${verb.name}`} tells more`;
}
