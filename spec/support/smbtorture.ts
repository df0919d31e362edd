/** Samba's own test suite of the protocol, as a judge of servers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.ts';
import { freshFolder } from './temp.ts';

/** The suites that are asked for here. */
export const SUITES = [
  'smb2.connect',
  'smb2.read',
  'smb2.rw',
  'smb2.dir',
  'smb2.getinfo',
  'smb2.setinfo',
  'smb2.compound',
  'smb2.credits',
  'smb2.lock',
] as const;
export type Suite = (typeof SUITES)[number];

/** How a test ended; one that took smbtorture down with it has crashed. */
export type Verdict = 'pass' | 'fail' | 'skip' | 'crash';

/** Where to run it, as whom. */
export interface Tortured {
  readonly port: number;
  readonly share: string;
  readonly username: string;
  readonly password: string;
}

const WORDS: Readonly<Record<string, Verdict>> = {
  success: 'pass',
  failure: 'fail',
  error: 'fail',
  skip: 'skip',
};

/** Runs a suite, or one test of it, and tells how each test ended. */
export async function smbtorture(server: Tortured, test: string): Promise<Map<string, Verdict>> {
  const { stdout } = await torture(server, test);
  const verdicts = new Map<string, Verdict>();
  let running: string | undefined;
  for (const line of stdout.split('\n')) {
    const [, word = '', name = ''] = /^(test|success|failure|error|skip): ([^\s[]+)/.exec(line) ?? [];
    const verdict = WORDS[word];
    if (word === 'test') running = name;
    if (verdict === undefined) continue;
    verdicts.set(name, verdict);
    running = undefined;
  }
  if (running !== undefined) verdicts.set(running, 'crash');
  return verdicts;
}

/** The same, test by test where one of them took the others down with it. */
export async function smbtortureEach(
  server: Tortured,
  suite: Suite,
  names: Iterable<string>,
): Promise<Map<string, Verdict>> {
  const verdicts = await smbtorture(server, suite);
  for (const name of names) {
    if (verdicts.has(name)) continue;
    const alone = await smbtorture(server, `${suite}.${name}`);
    verdicts.set(name, alone.get(name) ?? 'crash');
  }
  return verdicts;
}

async function torture({ port, share, username, password }: Tortured, test: string) {
  const folder = freshFolder('smbtorture');
  const conf = join(folder, 'smb.conf');
  writeFileSync(conf, `[global]\n  lock directory = ${folder}\n  state directory = ${folder}\n`);
  const login = `${username}%${password}`;
  const args = [`//127.0.0.1/${share}`, '-s', conf, '-p', String(port), '-U', login, test];
  return run('smbtorture', args, { timeout: 240_000, cwd: folder });
}
