import { expect } from 'chai';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, type RunOptions, type RunResult } from '../support/process.ts';
import { type SambaServer, sharedSamba } from '../support/samba.ts';
import { freshFolder, removeFolder } from '../support/temp.ts';
import { bundled, runBundled } from './bundle.ts';

const OPTIONS = {
  shares: {
    share: {},
    other: {},
    readonly: { settings: { 'read only': true } },
    acls: { settings: { 'vfs objects': 'acl_xattr', 'acl_xattr:security_acl_name': 'user.NTACL' } },
  },
  // names as they are, also those that Windows could not have
  global: { 'mangled names': false },
} as const;
const SHARES = ['share', 'other', 'acls'];
const TEMP_PREFIX = '.rxsmb-';

/** What is typed on a terminal, and what the command finds around it. */
export interface TerminalOptions {
  readonly env?: RunOptions['env'];
  /** The answer when it asks for a password. */
  readonly type?: string;
}

/** The bundled command line and a Samba to use it on; before each spec its shares are empty. */
export class Bench {
  #samba: SambaServer | undefined;
  /** A folder of this spec's own. */
  local = '';

  get samba(): SambaServer {
    if (this.#samba === undefined) throw new Error('the server is not up yet');
    return this.#samba;
  }

  async open(): Promise<void> {
    [this.#samba] = await Promise.all([sharedSamba(OPTIONS), bundled()]);
  }

  empty(): void {
    this.local = freshFolder('cli');
    for (const share of SHARES) {
      for (const name of readdirSync(this.onServer('', share))) {
        rmSync(this.onServer(name, share), { recursive: true });
      }
    }
  }

  /** Without a password, which the command line refuses. */
  url(path = '', share = 'share', port = this.samba.port): string {
    return withoutPassword(this.samba.url(share, { path, port }));
  }

  /** Where that lies on the server's disk. */
  onServer(path: string, share = 'share'): string {
    return join(this.samba.sharePath(share), path);
  }

  rxsmb(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return runBundled(args, { ...options, env: { RXSMB_PASSWORD: this.samba.password, ...options.env } });
  }

  /** A run that must succeed without a word; returns its standard output. */
  async done(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.rxsmb(args);
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    return stdout;
  }

  /** A run that must fail with this code, in one line; returns that. */
  async fails(code: number, args: readonly string[], options: RunOptions = {}): Promise<string> {
    const result = await this.rxsmb(args, options);
    expect(result.stderr).to.match(/^rxsmb: .*\n$/);
    expect(result.code, result.stderr).to.equal(code);
    return result.stderr;
  }

  /** What the command shows on a terminal of its own. */
  async onTerminal(args: readonly string[], { env = {}, type }: TerminalOptions = {}): Promise<string> {
    const words = [process.execPath, await bundled(), ...args].map(word => `'${word}'`).join(' ');
    let shown = '';
    let over = false;
    async function* keys() {
      if (type === undefined) return;
      while (!shown.includes('Password of') && !over) await sleep(10);
      await sleep(100); // the echo goes off right behind the question
      yield Buffer.from(`${type}\r`);
      while (!over) await sleep(10); // the end of the input would be typed too
    }
    const running = run('script', ['-qec', `${words}; echo "code $?"`, '/dev/null'], {
      env: { RXSMB_PASSWORD: this.samba.password, ...env },
      stdin: keys(),
      onStdout: piece => {
        shown += piece.toString();
        over ||= shown.includes('code ');
      },
    });
    await running.finally(() => (over = true));
    expect(shown).to.include('code 0');
    return shown;
  }
}

/** A bench for the specs of this `describe`. */
export function useBench(): Bench {
  const bench = new Bench();
  before(() => bench.open());
  beforeEach(() => {
    bench.empty();
  });
  afterEach(() => {
    removeFolder(bench.local);
  });
  return bench;
}

/** A URL as the command line takes it. */
export function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, '@');
}

/** NDJSON. */
export function objects(text: string): Record<string, unknown>[] {
  const lines = text.trimEnd().split('\n');
  return lines.map(line => JSON.parse(line) as Record<string, unknown>);
}

/** Whether a file of this name is an unfinished transfer. */
export function isUnfinished(name: string): boolean {
  return name.startsWith(TEMP_PREFIX);
}

/** Unfinished transfers in some folders. */
export function leftovers(...folders: readonly string[]): string[] {
  return folders.flatMap(folder => readdirSync(folder)).filter(isUnfinished);
}
