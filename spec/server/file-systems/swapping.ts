import { spawn } from 'node:child_process';
import { once } from 'node:events';

const SCRIPT = `
const { renameSync, rmSync } = require('node:fs');
const [one, other, spare] = process.argv.slice(1);
let going = true;
process.on('SIGTERM', () => { going = false; });
// somebody may make something in the instant in which there is nothing
const move = (from, to) => {
  try {
    renameSync(from, to);
  } catch {
    rmSync(to, { recursive: true, force: true });
    renameSync(from, to);
  }
};
const swap = () => {
  for (let turn = 0; turn < 50; turn++) {
    renameSync(one, spare); move(other, one); move(spare, other);
  }
  // whoever stops it finds each where it was
  if (going) setImmediate(swap);
};
console.log('ready');
swap();
`;

/**
 * Another process that lets two names change places all the time.
 *
 * @returns ends it, when both are where they were
 */
export function swapping(one: string, other: string, spare: string): () => Promise<void> {
  const child = spawn(process.execPath, ['-e', SCRIPT, one, other, spare], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}
