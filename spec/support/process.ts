import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { atEnd } from './at-end.ts';

/** How a child is run; everything may be left out. */
export interface RunOptions {
  /** Added to this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What the child reads on its standard input, which is closed behind it. */
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Milliseconds until the child is killed and the run fails; 60,000 by default. */
  readonly timeout?: number;
  readonly cwd?: string;
  /** Called with each piece of stdout; then `stdout` of the result stays empty. */
  readonly onStdout?: (piece: Buffer) => void;
  /** Called with each piece of stderr, which the result has all the same. */
  readonly onStderr?: (piece: Buffer) => void;
  /** Called once, when the child runs. */
  readonly onStart?: (child: RunningChild) => void;
}

/** A child that has been started. */
export interface RunningChild {
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
}

/** How a child ended. */
export interface RunResult {
  /** Exit code, or null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Peak resident memory in bytes; 0 where the system does not tell. */
  readonly maxRss: number;
}

const TSX = import.meta.resolve('tsx');
const PEAK_TO_STDERR = pathToFileURL(join(import.meta.dirname, 'report-peak.mjs')).href;
const PEAK = /\nrxsmb-peak-kib=(\d+)\n/;
const POLL_MS = 25;

/**
 * Runs a program to its end.
 *
 * Peak memory is VmHWM, polled, because `ru_maxrss` of a child starts at its parent's size. A Node child says
 * it once more when it exits (see {@link runNode}), so that the last moment counts too.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const child = spawn(command, args, {
    stdio: 'pipe',
    env: { ...environment(), ...options.env },
    cwd: options.cwd,
  });
  const forget = atEnd(() => child.kill('SIGKILL'));
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => (options.onStdout ?? stdout.push.bind(stdout))(piece));
  child.stderr.on('data', (piece: Buffer) => {
    stderr.push(piece);
    options.onStderr?.(piece);
  });

  let peak = 0;
  const poll = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
  }, POLL_MS);
  const limit = options.timeout ?? 60_000;
  const timed = { out: false };
  const timer = setTimeout(() => {
    timed.out = true;
    child.kill('SIGKILL');
  }, limit);

  try {
    const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve([code, signal]));
    });
    if (child.pid !== undefined) {
      options.onStart?.({ pid: child.pid, kill: signal => void child.kill(signal) });
    }
    const fed = feed(child.stdin, options.stdin);
    const [code, signal] = await ended;
    await fed;
    const said = Buffer.concat(stderr).toString();
    if (timed.out) throw new Error(`${command} ${args.join(' ')} took over ${limit} ms\n${said}`);
    const told = PEAK.exec(said)?.[1];
    return {
      code,
      signal,
      stdout: Buffer.concat(stdout).toString(),
      stderr: said.replace(PEAK, ''),
      maxRss: Math.max(peak, told === undefined ? 0 : Number(told)) * 1024,
    };
  } finally {
    clearInterval(poll);
    clearTimeout(timer);
    forget();
  }
}

/** This process's environment, whose PATH also finds smbd and its like: an ordinary user's has no sbin. */
export function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
}

/** Runs a Node program (TypeScript too), which reports its own peak of resident memory when it exits. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return run(process.execPath, ['--import', TSX, '--import', PEAK_TO_STDERR, ...args], options);
}

/** Runs a program that must succeed, and returns what it printed. */
export async function output(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, signal, stdout, stderr } = await run(command, args, options);
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code ?? signal ?? ''}\n${stdout}${stderr}`);
  }
  return stdout;
}

async function feed(to: NodeJS.WritableStream, input: RunOptions['stdin']): Promise<void> {
  to.on('error', () => {}); // a child may end before it has read everything
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array) {
    to.end(input ?? '');
    return;
  }
  for await (const piece of input) {
    if (!to.writable) return;
    if (!to.write(piece)) await drained(to);
  }
  to.end();
}

function drained(to: NodeJS.WritableStream): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      to.off('drain', done);
      to.off('close', done);
      resolve();
    };
    to.on('drain', done);
    to.on('close', done);
  });
}

/** KiB of VmHWM of a process, 0 when it is gone or the system has no /proc. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, 'latin1');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
