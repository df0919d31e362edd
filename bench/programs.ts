import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { SambaServer } from '../spec/support/samba.ts';
import { runNode } from '../spec/support/process.ts';
import { type Guard, PROTECTION } from './counting.ts';
import type { Material } from './material.ts';
import type { CopyRow, Steady } from './rows.ts';

const GIB = 1024 ** 3;
const ENTRIES = 1_001_000;
/** Options of the address for each protection. */
const QUERY: Readonly<Record<Guard, string>> = { off: 'sign=0&seal=0', signed: 'seal=0', sealed: 'seal' };
/** Copies of a byte at most, the cipher's included. */
const COPIES: Readonly<Record<Guard, number>> = { off: 0, signed: 0, sealed: 2 };

/** A program that is measured from inside. */
interface Program {
  readonly name: string;
  readonly args: readonly string[];
  /** Bytes or entries that it must have had. */
  readonly count: number;
}

/** Programs in which memory has to stay flat. */
export function steadyPrograms(server: SambaServer, own: number): readonly Program[] {
  const login = `${encodeURIComponent(server.username)}:${encodeURIComponent(server.password)}`;
  const stream = (guard: Guard, ...pause: readonly string[]) => [
    'stream',
    server.url('share', { query: QUERY[guard] }),
    'sparse.bin',
    ...pause,
  ];
  const count = 8 * GIB;
  return [
    { name: 'stream 8 GiB, signed', args: stream('signed'), count },
    { name: 'stream 8 GiB, sealed', args: stream('sealed'), count },
    { name: 'stream 8 GiB to a slow consumer', args: stream('signed', '3'), count },
    {
      name: 'walk 1,001,000 entries',
      args: ['walk', `smb://${login}@127.0.0.1:${own}/million`],
      count: ENTRIES,
    },
  ];
}

/** Runs one of them. */
export async function steady(server: SambaServer, program: Program): Promise<Steady> {
  // A hole costs the server less than bytes do, so it is the faster for it, and the run needs no 8 GiB of memory.
  const sparse = openSync(join(server.path, 'sparse.bin'), 'w');
  ftruncateSync(sparse, 8 * GIB);
  closeSync(sparse);
  const told = await inside<Omit<Steady, 'name'>>(program, 'memory.ts', ['--expose-gc']);
  return { name: program.name, ...told };
}

/** Programs that count how often a byte is copied. */
export function copyingPrograms(
  server: SambaServer,
  { middle }: Material,
): readonly (Program & { readonly most: number })[] {
  return (['off', 'signed', 'sealed'] as const).flatMap(guard => {
    const url = server.url('share', { query: QUERY[guard] });
    return [
      { work: 'read', path: 'middle.bin' },
      { work: 'write', path: 'copies.bin' },
    ].map(({ work, path }) => ({
      name: `copies: ${work}, ${PROTECTION[guard]}`,
      args: [work, url, path, String(middle.size)],
      count: middle.size,
      most: COPIES[guard],
    }));
  });
}

/** Runs one of them. */
export async function copying(program: Program & { readonly most: number }): Promise<CopyRow> {
  const told = await inside<Omit<CopyRow, 'name' | 'most'>>(program, 'copies.ts', []);
  return { name: program.name, most: program.most, ...told };
}

async function inside<T extends { readonly count: number }>(
  { name, args, count }: Program,
  file: string,
  flags: readonly string[],
): Promise<T> {
  const { stdout, stderr, code } = await runNode([...flags, join('bench', file), ...args], {
    timeout: 600_000,
  });
  if (code !== 0) throw new Error(`${name}: ${stderr}`);
  const told = JSON.parse(stdout) as T;
  if (told.count !== count) throw new Error(`${name}: ${told.count} instead of ${count}`);
  return told;
}
