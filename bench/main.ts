/**
 * npm run bench: rxsmb and its peers on the same work, in turns, in one run, on servers of the bench's own; everything that
 * is copied is compared byte by byte. Prints a line a work as it goes.
 *
 *     npm run bench                     all of it; rewrites docs/benchmarks.md and its chart
 *     npm run bench -- read sync        the works that have one of the words in their name; rewrites nothing
 *     npm run bench -- --rounds 3       instead of five
 *     npm run bench -- --json           one JSON object on standard output
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { counting, type Traffic } from './counting.ts';
import { make } from './material.ts';
import { inTurns, lap } from './measure.ts';
import { contestants } from './peers.ts';
import { chart, line, page } from './report.ts';
import type { Row, Steady } from './rows.ts';
import { steadily } from './steady.ts';
import { type Work, works } from './works.ts';

if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm';
const { startSamba } = await import('../spec/support/samba.ts');
const { FaultProxy } = await import('../spec/support/proxy.ts');
const { freshFolder, removeFolder } = await import('../spec/support/temp.ts');

const ONE_WAY_MS = 10;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
const say = values.json ? console.error : console.log;
const wanted = (name: string) => positionals.length === 0 || positionals.some(word => name.includes(word));

execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] });
const server = await startSamba();
const local = freshFolder('bench');
const distance = { up: { delay: ONE_WAY_MS }, down: { delay: ONE_WAY_MS } };
const far = await FaultProxy.start(server.port, distance);
const own = spawn(process.execPath, ['--import', 'tsx', 'bench/serve.ts', server.path, server.username], {
  env: { ...process.env, RXSMB_PASSWORD: server.password },
  stdio: ['ignore', 'pipe', 2],
});
const rows: Row[] = [];
const steady: Steady[] = [];
try {
  const [told] = (await once(own.stdout ?? own, 'data')) as [Buffer];
  const ownPort = Number(told.toString());
  const peers = contestants(server);
  const material = make(server.path, local);
  const served = (guard: 'off' | 'signed' | 'sealed'): Work => ({
    name: `serve 1 GiB, ${guard}`,
    marks: [{ peer: 'smbd', ratio: 0.5 }],
    bytes: material.big.size,
    on: port => [
      { ...peers.smbclient(ownPort, guard, 'get big.bin /dev/null'), name: 'rxsmb' },
      { ...peers.smbclient(port, guard, 'get big.bin /dev/null'), name: 'smbd' },
    ],
  });
  for (const work of [...works(peers, material), ...(['off', 'signed', 'sealed'] as const).map(served)]) {
    if (!wanted(work.name)) continue;
    const row = await measured(work);
    rows.push(row);
    say(line(row));
    publish();
  }
  for await (const each of steadily(server, ownPort, wanted)) {
    steady.push(each);
    publish();
    const { name, seconds, firstHalf, secondHalf, p99 } = each;
    say(
      `${name.padEnd(34)} ${seconds.toFixed(1)} s, ${firstHalf} and ${secondHalf} MiB over idle, p99 ${p99} ms`,
    );
  }
} finally {
  own.kill();
  await far.close();
  await server.stop();
  removeFolder(local);
}
if (values.json) console.log(JSON.stringify({ rounds, versions: versions(), rows, steady }, undefined, 2));

/** After each work, so that a run that is ended early has a page of what it measured. */
function publish(): void {
  if (positionals.length > 0) return;
  writeFileSync('docs/benchmarks.md', page(rows, steady, versions(), rounds));
  writeFileSync('docs/benchmarks.svg', chart(rows));
}

/** The first round proves the bytes and counts the requests; it is not timed. */
async function measured(work: Work): Promise<Row> {
  const { name, marks, bytes, far: distant } = work;
  const port = distant ? far.port : server.port;
  const all = work.on(port);
  const traffic: Traffic[] = [];
  for (const number of all.keys()) {
    const proxy = await counting(port);
    for (const contestant of work.on(proxy.port).slice(number, number + 1)) await lap(contestant, true);
    proxy.close();
    traffic.push(proxy.traffic);
  }
  const [ours, ...others] = await inTurns(all, rounds);
  if (ours === undefined) throw new Error(`${name}: nobody does it`);
  return {
    name,
    marks,
    bytes,
    ours,
    traffic: traffic[0] ?? { requests: 0, frames: 0, inFlight: 0 },
    peers: others.map((each, index) => ({
      name: all[index + 1]?.name ?? '',
      lap: each,
      ratio: each.seconds / ours.seconds,
      traffic: traffic[index + 1] ?? { requests: 0, frames: 0, inFlight: 0 },
    })),
  };
}

function versions(): string[] {
  const first = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args).toString().trim().split('\n')[0] ?? '';
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  return [
    `rxsmb ${version}, Node ${process.version}`,
    `smbd: ${first('smbd', '--version')}`,
    `smbclient: ${first('smbclient', '--version')}`,
    `rclone: ${first('rclone', 'version')}`,
  ];
}
