import type { FlagTable } from './flags.ts';
import { commonFlags, grouped, type Verb } from './verb.ts';

/** What the exit codes mean. */
export const EXIT_CODES = [
  [0, 'done'],
  [1, 'error'],
  [2, 'usage'],
  [3, 'folder or share not found'],
  [4, 'file not found'],
  [5, 'temporary and worth a retry'],
  [6, 'some files failed'],
  [7, 'fatal (login, signing, no connection)'],
  [130, 'interrupted'],
] as const;

/** Where a password comes from. */
export const PASSWORD = `The password comes from --password-file, --credentials or the variable RXSMB_PASSWORD, else it is asked
for on the terminal. It is never taken from the command line, where everybody could see it. With -k there
is none: a ticket of Kerberos says who you are.`;

/** How a URL is written. */
export const URL_SYNTAX = 'smb://[domain;][user@]host[:port]/share[/path][?option=value]';

const WIDTH = 100;

function exitCodes(): string {
  const lines = ['Exit codes:'];
  for (const [index, [code, meaning]] of EXIT_CODES.entries()) {
    const words = `${code} ${meaning}${index === EXIT_CODES.length - 1 ? '.' : ','}`;
    const line = lines.at(-1) ?? '';
    if (line.length + words.length < WIDTH) lines[lines.length - 1] = `${line} ${words}`;
    else lines.push(`  ${words}`);
  }
  return lines.join('\n');
}

/** All verbs in a screenful. */
export function overview(verbs: readonly Verb[]): string {
  const width = Math.max(...verbs.map(({ name }) => name.length));
  return [
    'Usage: rxsmb VERB [flags] URL...',
    '',
    `URL: ${URL_SYNTAX}`,
    '',
    ...grouped(verbs).flatMap(group => [
      `${group.title}:`,
      ...group.verbs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
      '',
    ]),
    'rxsmb help VERB tells more of one, rxsmb help --man is the manual page.',
    'rxsmb completion bash (or zsh) prints what completes all this in a shell.',
    'rxsmb --version tells the version.',
    '',
    PASSWORD,
    '',
    exitCodes(),
  ].join('\n');
}

/** Everything about one verb. */
export function helpOf(verb: Verb): string {
  const { name, usage, summary, flags, notes } = verb;
  return [
    `Usage: rxsmb ${name} [flags] ${usage}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...(notes === undefined ? [] : ['', notes]),
    ...(Object.keys(flags).length === 0 ? [] : ['', 'Flags:', ...flagLines(flags)]),
    '',
    'Common flags:',
    ...flagLines(commonFlags(verb)),
    '',
    PASSWORD,
    '',
    exitCodes(),
  ].join('\n');
}

function flagLines(table: FlagTable): string[] {
  const entries = Object.entries(table).map(([name, { short, value, help }]) => ({
    flag: `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }));
  const width = Math.max(...entries.map(({ flag }) => flag.length));
  return entries.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}`);
}
