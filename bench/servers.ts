import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FaultProxy } from '../spec/support/proxy.ts';
import { type SambaServer, startSamba } from '../spec/support/samba.ts';
import { freshFolder, removeFolder } from '../spec/support/temp.ts';
import type { Work } from './works.ts';

const ONE_WAY_MS = 10;

/** What an old client may need: its login, and answers that come at once. */
const ALLOWANCES = { 'ntlm auth': 'ntlmv1-permitted', 'aio read size': 0, 'aio write size': 0 };

/** Servers over one folder, and a folder beside it. */
export class Servers implements AsyncDisposable {
  /** A folder that is not shared. */
  readonly local = freshFolder('bench');
  /** An empty folder to install packages in. */
  readonly npm = join(this.local, 'npm');
  #far: FaultProxy | undefined;
  #own: ChildProcess | undefined;
  #old: Promise<readonly [signing: SambaServer, allowing: SambaServer]> | undefined;
  /** Samba as it is by default. */
  readonly near: SambaServer;

  private constructor(near: SambaServer) {
    this.near = near;
    mkdirSync(this.npm);
  }

  static async start(): Promise<Servers> {
    return new Servers(await startSamba());
  }

  /** The port of a server of rxsmb, in a process of its own. */
  async own(): Promise<number> {
    const { path, username, password } = this.near;
    this.#own = spawn(process.execPath, ['--import', 'tsx', 'bench/serve.ts', path, username], {
      env: { ...process.env, RXSMB_PASSWORD: password },
      stdio: ['ignore', 'pipe', 2],
    });
    const [told] = (await once(this.#own.stdout ?? this.#own, 'data')) as [Buffer];
    return Number(told.toString());
  }

  /** Ports of the servers for clients that can do less; they are started when they are first needed. */
  async forOldClients(): Promise<{ signing: number; plain: number; allowing: number }> {
    const shares = { share: { path: this.near.path } };
    this.#old ??= Promise.all([
      startSamba({ shares, signing: 'mandatory' }),
      startSamba({ shares, global: ALLOWANCES }),
    ]);
    const [signing, allowing] = await this.#old;
    return { signing: signing.port, plain: this.near.port, allowing: allowing.port };
  }

  async port(where: Work['where']): Promise<number> {
    if (where === 'near') return this.near.port;
    if (where === 'allowing') return (await this.forOldClients()).allowing;
    const faults = { up: { delay: ONE_WAY_MS }, down: { delay: ONE_WAY_MS } };
    this.#far ??= await FaultProxy.start(this.near.port, faults);
    return this.#far.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#own?.kill();
    await this.#far?.close();
    for (const server of (await this.#old) ?? []) await server.stop();
    await this.near.stop();
    removeFolder(this.local);
  }
}
