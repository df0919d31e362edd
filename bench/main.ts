/**
 * npm run bench: rxsmb and its peers on the same work, in turns, in one run, on servers of the bench's own; everything that
 * is copied is compared byte by byte. Prints each work as it goes, and at last which marks were reached.
 *
 *     npm run bench                     all of it; rewrites docs/benchmarks.md and its chart
 *     npm run bench -- read sync        the works that have one of the words in their name; rewrites nothing
 *     npm run bench -- --rounds 3       instead of five
 *     npm run -s bench -- --json        one JSON object on standard output
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chart } from './chart.ts';
import { contest } from './contest.ts';
import { make } from './material.ts';
import { verdicts } from './marks.ts';
import { page } from './page.ts';
import { contestants } from './peers.ts';
import { copying, copyingPrograms, steady, steadyPrograms } from './programs.ts';
import type { CopyRow, Results, Row, Steady, Trial } from './rows.ts';
import { chooseFolder, setting } from './setting.ts';
import { copyLine, HEAD, lines, steadyLine, summary, trialLine } from './terminal.ts';

const PAGE = 'docs/benchmarks.md';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds takes a whole number from 1 on');
const say = values.json ? console.error : console.log;
const wanted = (name: string) => positionals.length === 0 || positionals.some(word => name.includes(word));

chooseFolder(); // before the first module of the specs asks for one
const { Servers } = await import('./servers.ts');
const { works, serving } = await import('./works.ts');
const { against, NPM_WORKS, trials } = await import('./trials.ts');
const { install } = await import('./npm-clients.ts');

execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] });
await using lab = await Servers.start();
const own = await lab.own();
const peers = contestants(lab.near);
const material = make(lab.near.path, lab.local);
const near = [...works(peers, material), ...serving(peers, own, material)];
const programs = steadyPrograms(lab.near, own);
const copiers = copyingPrograms(lab.near, material);
const names = [...near, ...NPM_WORKS, ...programs, ...copiers].map(({ name }) => name).filter(wanted);
if (names.length === 0) throw new RangeError(`no work has ${positionals.join(' or ')} in its name`);

const found = { rows: [] as Row[], programs: [] as Steady[], copies: [] as CopyRow[], trials: [] as Trial[] };
let untried: string | undefined;
const described = setting();

say(described.join('\n'));
say(`\n${HEAD}`);
for (const work of near.filter(({ name }) => wanted(name))) await measured(work);
for (const program of programs.filter(({ name }) => wanted(name))) {
  const row = await steady(lab.near, program);
  found.programs.push(row);
  tell(steadyLine(row));
}
for (const program of copiers.filter(({ name }) => wanted(name))) {
  const row = await copying(program);
  found.copies.push(row);
  tell(copyLine(row));
}
if (NPM_WORKS.some(({ name }) => wanted(name))) {
  untried = await install(lab.npm);
  if (untried === undefined) {
    for await (const trial of trials(lab.npm, await lab.forOldClients(), lab.near, material)) {
      found.trials.push(trial);
      tell(trialLine(trial));
    }
    const rivals = against(found.trials, lab.npm, lab.near, peers, material);
    for (const work of rivals.filter(({ name }) => wanted(name))) await measured(work);
  } else {
    tell(`clients from npm: not tried, ${untried}`);
  }
}
say(`\n${summary(verdicts(found))}`);
if (values.json) console.log(JSON.stringify({ ...results(), verdicts: verdicts(found) }, undefined, 2));

async function measured(work: (typeof near)[number]): Promise<void> {
  const row = await contest(work, await lab.port(work.where), rounds);
  found.rows.push(row);
  tell(lines(row));
}

function results(): Results {
  const done = new Set([...found.rows, ...found.programs, ...found.copies].map(({ name }) => name));
  return { rounds, setting: described, missing: names.filter(name => !done.has(name)), ...found, untried };
}

/** After each work, so that a run that is ended early has a page of what it measured. */
function tell(text: string): void {
  say(text);
  if (positionals.length > 0) return;
  writeFileSync(PAGE, page(results(), existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''));
  writeFileSync('docs/benchmarks.svg', chart(found.rows));
}
