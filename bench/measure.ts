import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Guard } from './counting.ts';

/** A whole process doing one piece of work: peers are compared as what a user would start. */
export interface Contestant {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How it was told to protect its connection; a proxy sees whether it does. */
  readonly guard?: Guard;
  /** SHA-256 that its standard output must have; without it the output is thrown away unseen. */
  readonly sha256?: string;
  /** Lines that its standard output must have at least. */
  readonly lines?: number;
  /** Done before each run, not counted. */
  readonly before?: () => void;
  /** Done after the first run, not counted: throws when what it made is wrong. */
  readonly check?: () => void;
}

/** What one run took. */
export interface Lap {
  /** Seconds from start to end of the process. */
  readonly seconds: number;
  /** Seconds of processor time, of the process and of the system for it. */
  readonly cpu: number;
  /** Peak resident memory in MiB. */
  readonly peak: number;
}

/** Runs it once; fails when it does, or, where `proven` is asked for, when the bytes are wrong. */
export async function lap(contestant: Contestant, proven: boolean): Promise<Lap> {
  const { name, command, args, env, sha256, lines, before, check } = contestant;
  const folder = mkdtempSync(join(tmpdir(), 'lap-'));
  const told = join(folder, 'time');
  const hash = proven && sha256 !== undefined ? createHash('sha256') : undefined;
  const listens = hash !== undefined || (proven && lines !== undefined);
  before?.();
  try {
    let count = 0;
    // GNU time: a child of a small process has no resident memory of its parent's in its peak.
    const child = spawn('time', ['-q', '-o', told, '-f', '%e %U %S %M', command, ...args], {
      stdio: ['ignore', listens ? 'pipe' : 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    });
    let complaints = '';
    child.stderr?.on('data', (text: Buffer) => (complaints += String(text)));
    child.stdout?.on('data', (data: Buffer) => {
      hash?.update(data);
      if (lines !== undefined) for (const byte of data) if (byte === 0x0a) count++;
    });
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`${name} ended with ${String(code)}: ${complaints}`);
    if (hash !== undefined && hash.digest('hex') !== sha256) throw new Error(`${name}: wrong bytes`);
    if (listens && count < (lines ?? 0)) throw new Error(`${name}: ${count} lines instead of ${lines}`);
    if (proven) check?.();
    const [seconds = 0, user = 0, system = 0, kib = 0] = readFileSync(told, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    return { seconds, cpu: user + system, peak: kib / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** Contestants in turns, so that whatever else the machine does meets all of them; medians of each. */
export async function inTurns(contestants: readonly Contestant[], rounds: number): Promise<Lap[]> {
  const laps = contestants.map(() => [] as Lap[]);
  for (let round = 0; round < rounds; round++) {
    for (const [number, contestant] of contestants.entries()) {
      laps[number]?.push(await lap(contestant, false));
    }
  }
  return laps.map(each => ({
    seconds: median(each.map(one => one.seconds)),
    cpu: median(each.map(one => one.cpu)),
    peak: median(each.map(one => one.peak)),
  }));
}
