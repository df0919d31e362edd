// The entry of the command line: the process around program.ts.
import { isatty } from 'node:tty';
import { setFlagsFromString } from 'node:v8';

import { onInterrupt } from './interrupted.ts';
import { program } from './program.ts';
import { standardInput } from './standard-input.ts';
import { VERBS } from './verbs.ts';

// Most command lines are over before optimised code pays: V8 waits fifteen times longer with it. It complains of flags
// that it does not know, hence the versions.
if (/^2[0-4]\./.test(process.versions.node)) setFlagsFromString('--interrupt-budget=1000000');

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
