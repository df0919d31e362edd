import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './setup.mjs';

/**
 * Runs Node with these arguments in the terminal of this process, and ends as it ends.
 *
 * @param {readonly string[]} args
 */
export function becomeNode(args) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  // A terminal sends SIGINT to both; the child decides how it ends. SIGTERM comes to this process alone.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', error => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
