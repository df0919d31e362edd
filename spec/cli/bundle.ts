import { build } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, type RunOptions, type RunResult } from '../support/process.ts';
import { freshFolder } from '../support/temp.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PEAK = pathToFileURL(join(ROOT, 'spec', 'support', 'report-peak.mjs')).href;

let bundle: Promise<string> | undefined;

/** The command line as one file, made as `npm run build` makes it: plain JavaScript, whose memory is its own. */
export function bundled(): Promise<string> {
  return (bundle ??= makeBundle());
}

async function makeBundle(): Promise<string> {
  const outfile = join(freshFolder('bundle'), 'rxsmb.mjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['lib/cli/main.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'node20.19',
    platform: 'neutral',
    conditions: ['es2015'],
    mainFields: ['es2015', 'module', 'main'],
    external: ['node:*', 'kerberos'],
    logLevel: 'warning',
  });
  return outfile;
}

/** Runs the bundled command line to its end, in a process of its own. */
export async function runBundled(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return run(process.execPath, ['--import', PEAK, await bundled(), ...args], options);
}
