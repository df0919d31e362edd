import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type SambaServer, startSamba } from '../support/samba.ts';

/** A namespace (DFS) on one server, some of whose folders lie on another one. */
export interface TwoServers {
  /** Has the namespace, `dfs`, and another share of it, `near`. */
  readonly root: SambaServer;
  /** Has what lies behind its links, `far`. */
  readonly other: SambaServer;
  /** Where `near`, `far` and the namespace lie on the disk. */
  readonly disks: Readonly<Record<'dfs' | 'near' | 'far', string>>;
  /** Makes a link of the namespace. */
  link(name: string, ...targets: readonly string[]): void;
  stop(): Promise<void>;
}

/** Starts both, with links `near` and `far`. */
export async function startTwoServers(): Promise<TwoServers> {
  const root = await startSamba({ shares: { dfs: { settings: { 'msdfs root': true } }, near: {} } });
  const other = await startSamba({ shares: { far: {} } });
  const disks = { dfs: root.path, near: root.sharePath('near'), far: other.sharePath('far') };
  const link = (name: string, ...targets: readonly string[]) => {
    symlinkSync(`msdfs:${targets.join(',')}`, join(root.path, name));
  };
  link('near', `127.0.0.1:${root.port}\\near`);
  link('far', `127.0.0.1:${other.port}\\far`);
  const stop = async () => {
    await Promise.all([root.stop(), other.stop()]);
  };
  return { root, other, disks, link, stop };
}
