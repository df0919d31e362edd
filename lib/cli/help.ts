import type { FlagTable } from './flags.ts';
import { commonFlags, grouped, type Verb } from './verb.ts';

const EXIT_CODES = `Exit codes: 0 done, 1 error, 2 usage, 3 folder or share not found, 4 file not found,
  5 temporary and worth a retry, 6 some files failed, 7 fatal (login, signing, no connection),
  130 interrupted.`;

const PASSWORD = `The password comes from --password-file, --credentials or the variable RXSMB_PASSWORD, else it is asked
for on the terminal. It is never taken from the command line, where everybody could see it.`;

/** All verbs in a screenful. */
export function overview(verbs: readonly Verb[]): string {
  const width = Math.max(...verbs.map(({ name }) => name.length));
  return [
    'Usage: rxsmb VERB [flags] URL...',
    '',
    'URL: smb://[domain;][user@]host[:port]/share[/path][?option=value]',
    '',
    ...grouped(verbs).flatMap(group => [
      `${group.title}:`,
      ...group.verbs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
      '',
    ]),
    'rxsmb help VERB tells more of one; rxsmb --version tells the version.',
    '',
    PASSWORD,
    '',
    EXIT_CODES,
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
    EXIT_CODES,
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
