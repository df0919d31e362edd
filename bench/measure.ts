import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';

/** A whole process doing one piece of work: peers are compared as what a user would start. */
export interface Contestant {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** SHA-256 that its standard output must have; without it the output is thrown away unseen. */
  readonly sha256?: string;
  /** Done before each run, not counted. */
  readonly before?: () => void;
  /** Done after the first run, not counted: throws when what it made is wrong. */
  readonly check?: () => void;
}

/** What a piece of work took, in seconds; a ratio above 1 is in our favour. */
export interface Result {
  readonly ours: number;
  readonly peer?: number;
  readonly ratio?: number;
}

/** Runs it once and tells the seconds; fails when it does, or when the bytes are wrong. */
export function lap(contestant: Contestant, first: boolean): Promise<number> {
  const { name, command, args, env, sha256, before, check } = contestant;
  const hash = first && sha256 !== undefined ? createHash('sha256') : undefined;
  before?.();
  return new Promise((resolve, reject) => {
    const since = performance.now();
    const child = spawn(command, args, {
      stdio: ['ignore', hash === undefined ? 'ignore' : 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let complaints = '';
    child.stderr?.on('data', (text: Buffer) => (complaints += String(text)));
    child.stdout?.on('data', (data: Buffer) => hash?.update(data));
    child.once('error', reject);
    child.once('close', code => {
      const seconds = (performance.now() - since) / 1000;
      try {
        if (code !== 0) throw new Error(`${name} ended with ${code}: ${complaints}`);
        if (hash !== undefined && hash.digest('hex') !== sha256) throw new Error(`${name}: wrong bytes`);
        if (first) check?.();
        resolve(seconds);
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** Contestants in turns, so that whatever else the machine does meets both; the first run of each is not counted. */
export async function duel(ours: Contestant, peer: Contestant | undefined, rounds: number): Promise<Result> {
  const seconds = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const mine = await lap(ours, round === 0);
    const other = peer && (await lap(peer, round === 0));
    if (round === 0) continue;
    seconds.ours.push(mine);
    if (other !== undefined) seconds.peer.push(other);
  }
  const mine = median(seconds.ours);
  if (peer === undefined) return { ours: mine };
  const other = median(seconds.peer);
  return { ours: mine, peer: other, ratio: other / mine };
}
