import type { Flag, FlagTable } from './flags.ts';
import { EXIT_CODES, PASSWORD, URL_SYNTAX } from './help.ts';
import { COMMON_FLAGS, grouped, type Verb } from './verb.ts';

const ENVIRONMENT = {
  RXSMB_PASSWORD: 'The password, where no file has it.',
  NODE_DEBUG: 'With the word rxsmb, errors come with their stacks and causes, and every request is told of.',
  RXSMB_PCAP: 'A file that gets all traffic of the command as a capture, which Wireshark opens.',
  RXSMB_KEYLOG:
    'A file that gets the keys of each session, with which Wireshark decrypts a capture: a warning says so. It must be for your eyes only.',
} as const;

/** The manual page, rxsmb(1), in the macros of man(7); it is made of the table that the help is made of. */
export function manualPage(verbs: readonly Verb[], version: string): string {
  return [
    `.TH RXSMB 1 "" "${roff(`rxsmb ${version}`)}" "User Commands"`,
    '.SH NAME',
    `rxsmb \\- files on SMB2 and SMB3 servers`,
    '.SH SYNOPSIS',
    '.B rxsmb',
    '.I VERB',
    '.RI [ flags ]',
    '.IR URL ...',
    '.SH DESCRIPTION',
    ...paragraph(
      'rxsmb lists, copies and changes what lies on shares of Windows, Samba and other SMB servers.',
    ),
    '.PP',
    ...paragraph(`A URL is ${URL_SYNTAX}`),
    '.PP',
    ...paragraph(PASSWORD),
    '.PP',
    ...paragraph(
      'Standard output is data, standard error the rest. With --json the data are NDJSON, one object a line; where they are the bytes of files, a line about each file goes to standard error.',
    ),
    '.SH VERBS',
    ...grouped(verbs).flatMap(({ title, verbs: members }) => [
      `.SS ${roff(title)}`,
      ...members.flatMap(verbLines),
    ]),
    '.SH "COMMON FLAGS"',
    ...flagLines(COMMON_FLAGS),
    '.SH "OTHER COMMANDS"',
    ...item('rxsmb help [VERB]', 'Shows help.'),
    ...item('rxsmb help --man', 'Prints this page.'),
    ...item(
      'rxsmb completion bash|zsh',
      'Prints the completion for a shell: source <(rxsmb completion bash)',
    ),
    ...item('rxsmb --version', 'Tells the version.'),
    '.SH ENVIRONMENT',
    ...Object.entries(ENVIRONMENT).flatMap(([name, text]) => item(name, text)),
    '.SH "EXIT STATUS"',
    ...EXIT_CODES.flatMap(([code, meaning]) => item(String(code), meaning)),
    '.SH "SEE ALSO"',
    '.BR smbclient (1),',
    '.BR mount.cifs (8)',
    '',
  ].join('\n');
}

function verbLines({ name, usage, summary, notes, flags }: Verb): string[] {
  const own = Object.keys(flags).length > 0;
  return [
    '.TP',
    `.BI "rxsmb ${roff(name)} " "[flags] ${roff(usage)}"`,
    ...paragraph(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`),
    ...(notes === undefined ? [] : ['.IP', ...paragraph(notes)]),
    ...(own ? ['.RS', ...flagLines(flags), '.RE'] : []),
  ];
}

function flagLines(flags: FlagTable): string[] {
  return Object.entries<Flag>(flags).flatMap(([name, { short, value, help }]) => {
    const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].join(', ');
    return item(`${names}${value === undefined ? '' : ` ${value}`}`, help);
  });
}

function item(term: string, text: string): string[] {
  return ['.TP', `.B "${roff(term)}"`, ...paragraph(text)];
}

/** Lines of text; one that begins with a dot would be a command. */
function paragraph(text: string): string[] {
  return text.split('\n').map(line => roff(line).replace(/^[.']/, '\\&$&'));
}

/** A minus stays one, a quotation mark does not end a word. */
function roff(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq');
}
