import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { SambaServer } from '../spec/support/samba.ts';
import { runNode } from '../spec/support/process.ts';
import type { Steady } from './rows.ts';

const GIB = 1024 ** 3;
const ENTRIES = 1_001_000;

interface Program {
  readonly name: string;
  readonly args: readonly string[];
  /** Bytes or entries that it must have had. */
  readonly count: number;
}

/** Runs the works in which memory has to stay flat, and yields what each took. */
export async function* steadily(
  server: SambaServer,
  own: number,
  wanted: (name: string) => boolean,
): AsyncGenerator<Steady> {
  const sparse = openSync(join(server.path, 'sparse.bin'), 'w');
  ftruncateSync(sparse, 8 * GIB);
  closeSync(sparse);
  const login = `${encodeURIComponent(server.username)}:${encodeURIComponent(server.password)}`;
  const samba = (query: string) => server.url('share', { query });
  const programs: readonly Program[] = [
    { name: 'stream 8 GiB, signed', args: ['stream', samba('encryption=off'), 'sparse.bin'], count: 8 * GIB },
    {
      name: 'stream 8 GiB, sealed',
      args: ['stream', samba('encryption=required'), 'sparse.bin'],
      count: 8 * GIB,
    },
    {
      name: 'stream 8 GiB to a slow consumer',
      args: ['stream', samba('encryption=off'), 'sparse.bin', '3'],
      count: 8 * GIB,
    },
    {
      name: 'walk 1,001,000 entries',
      args: ['walk', `smb://${login}@127.0.0.1:${own}/million`],
      count: ENTRIES,
    },
  ];
  for (const { name, args, count } of programs) {
    if (!wanted(name)) continue;
    const { stdout, stderr, code } = await runNode(['--expose-gc', 'bench/memory.ts', ...args], {
      timeout: 600_000,
    });
    if (code !== 0) throw new Error(`${name}: ${stderr}`);
    const told = JSON.parse(stdout) as Omit<Steady, 'name'>;
    if (told.count !== count) throw new Error(`${name}: ${told.count} instead of ${count}`);
    yield { name, ...told };
  }
}
