/**
 * npm run bench: rxsmb and smbclient on the same work, and the server of rxsmb beside smbd with smbclient as the client of
 * both, in turns, in one run; everything that is copied is compared byte by byte. Only the ratios mean anything on another machine. Uses the built command line and a Samba of its
 * own, on tmpfs where there is one. With --json the table is one object; words as arguments choose the works that
 * have one of them in their name (`npm run bench -- tree`).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { digest, fill, tree } from './material.ts';
import { type Contestant, duel, type Result } from './measure.ts';

if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm';
const { compareTrees } = await import('../spec/support/compare-trees.ts');
const { startSamba } = await import('../spec/support/samba.ts');
const { freshFolder, removeFolder } = await import('../spec/support/temp.ts');

const GIB = 1024 * 1024 * 1024;
const ROUNDS = 5;
const words = process.argv.slice(2).filter(word => word !== '--json');

execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] });
const server = await startSamba();
const local = freshFolder('bench');
const results: Record<string, Result> = {};
let serving: ChildProcess | undefined;
try {
  const [big, forest] = [join(server.path, 'big.bin'), join(server.path, 'tree')];
  const sha256 = fill(big, GIB);
  tree(forest);
  const [down, up, copy] = [join(local, 'down'), join(server.path, 'up'), join(local, 'copy')];

  await work(
    'read 1 GiB, signed',
    { ...rxsmb('cat', url('big.bin')), sha256 },
    smbclient('get big.bin /dev/null'),
  );
  const whole = (name: string) => ({ before: fresh(up), check: () => sameFile(join(up, name), sha256) });
  await work(
    'write 1 GiB, signed',
    { ...rxsmb('put', big, url('up/ours.bin')), ...whole('ours.bin') },
    { ...smbclient(`put ${big} up/peer.bin`), ...whole('peer.bin') },
  );
  await work('list the tree', rxsmb('find', url('tree')), smbclient('recurse; cd tree; ls'));
  const got = (times: boolean) => ({ before: fresh(down), check: () => sameTree(forest, down, times) });
  await work(
    'download the tree',
    { ...rxsmb('sync', url('tree'), down), ...got(true) },
    { ...smbclient(`prompt off; recurse; lcd ${down}; cd tree; mget *`), ...got(false) },
  );
  const put = (times: boolean) => ({ before: fresh(up), check: () => sameTree(forest, up, times) });
  await work(
    'upload the tree',
    { ...rxsmb('sync', forest, url('up')), ...put(true) },
    { ...smbclient(`prompt off; recurse; lcd ${forest}; cd up; mput *`), ...put(false) },
  );
  await work('sync the tree, no-op', {
    ...rxsmb('sync', url('tree'), copy),
    check: () => sameTree(forest, copy, true),
  });
  const port = await serve();
  for (const protection of ['off', 'sign', 'encrypt'] as const) {
    const target = join(local, 'served.bin');
    const get = (at: number) => ({
      ...smbclient(`get big.bin ${target}`, at, protection),
      check: () => sameFile(target, sha256),
    });
    await work(`serve 1 GiB, ${protection}`, get(port), get(server.port));
  }
} finally {
  serving?.kill();
  await server.stop();
  removeFolder(local);
}
if (process.argv.includes('--json')) console.log(JSON.stringify(results));
else {
  console.log('work                     rxsmb  smbclient   ratio (peer / ours, more is better)');
  for (const [name, { ours, peer, ratio }] of Object.entries(results)) {
    console.log(name.padEnd(20), cell(ours, ' s', 9), cell(peer, ' s', 10), cell(ratio, '', 7));
  }
}

async function work(name: string, ours: Contestant, peer?: Contestant): Promise<void> {
  if (words.length > 0 && !words.some(word => name.includes(word))) return;
  results[name] = await duel(ours, peer, ROUNDS);
}

function rxsmb(...args: readonly string[]): Contestant {
  const env = { RXSMB_PASSWORD: server.password };
  return { name: 'rxsmb', command: process.execPath, args: ['dist/bin/rxsmb.js', ...args], env };
}

/** Starts the server of rxsmb on the same folder, for the same account. */
async function serve(): Promise<number> {
  serving = spawn(process.execPath, ['--import', 'tsx', 'bench/serve.ts', server.path, server.username], {
    env: { ...process.env, RXSMB_PASSWORD: server.password },
    stdio: ['ignore', 'pipe', 2],
  });
  const [port] = (await once(serving.stdout ?? process.stdin, 'data')) as [Buffer];
  return Number(port.toString());
}

function smbclient(
  commands: string,
  port: number = server.port,
  protection: 'off' | 'sign' | 'encrypt' = 'sign',
): Contestant {
  const guard =
    protection === 'off' ? ['--option', 'client signing=off'] : [`--client-protection=${protection}`];
  const login = ['-p', String(port), '-A', join(server.dir, 'login'), ...guard];
  const args = [`//${server.host}/share`, ...login, '-c', commands];
  return { name: 'smbclient', command: 'smbclient', args };
}

function url(path: string): string {
  return `smb://${encodeURIComponent(server.username)}@${server.host}:${server.port}/share/${path}`;
}

function fresh(folder: string): () => void {
  return () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  };
}

function sameFile(path: string, sha256: string): void {
  if (digest(path) !== sha256) throw new Error(`wrong bytes in ${path}`);
}

function sameTree(expected: string, actual: string, times: boolean): void {
  const differences = compareTrees(expected, actual, times ? {} : { tolerance: Infinity });
  if (differences.length > 0) throw new Error(differences.slice(0, 10).join('\n'));
}

function cell(value: number | undefined, unit: string, width: number): string {
  return (value === undefined ? '-' : value.toFixed(2) + unit).padStart(width);
}
