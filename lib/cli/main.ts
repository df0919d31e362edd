// The entry of the command line: the process around program.ts.
import { isatty } from 'node:tty';

import { onInterrupt } from './interrupted.ts';
import { program } from './program.ts';
import { standardInput } from './standard-input.ts';
import { VERBS } from './verbs.ts';

const interruption = new AbortController();
onInterrupt(interruption);
void program(VERBS, process.argv.slice(2), {
  input: standardInput,
  get terminal() {
    return isatty(0) ? process.stdin : undefined; // opened only when somebody is to be asked
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interruption.signal,
}).then(code => process.exit(code));
