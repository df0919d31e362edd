/**
 * Tries the decoders for longer than a run of the specs does, with other cases each time:
 *
 *     npm run fuzz                              a minute
 *     npm run fuzz -- --seconds 600             ten
 *     npm run fuzz -- --cases 100000            so many for each decoder, however long that takes
 *     npm run fuzz -- --seed S --path P --only 'wire/dtyp/sid.ts decodeSid'    again what was found
 */
import { parseArgs } from 'node:util';
import { tryBytes } from './campaign.ts';
import { DECODERS } from './registry.ts';
import { casesTried } from './trial.ts';
import { startCounting } from './work.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    cases: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
    only: { type: 'string' },
  },
});

/** Cases for a decoder before the next one has its turn. */
const ROUND = 2_000;
const SECONDS = 60;

const decoders = DECODERS.filter(({ id }) => values.only === undefined || id.includes(values.only));
if (decoders.length === 0) throw new Error(`no decoder has '${values.only ?? ''}' in its name`);

const first = Number(values.seed ?? process.env['FUZZ_SEED'] ?? Date.now() % 0x7fff_ffff);
const cases = values.cases === undefined ? ROUND : Number(values.cases);
// a path leads to one case, and a number of cases says itself when it is enough
const once = values.path !== undefined || values.cases !== undefined;
const end = performance.now() + 1000 * Number(values.seconds ?? SECONDS);

console.log(
  `seed ${first}, ${decoders.length} decoders, ${once ? `${cases} cases each` : 'until the time is over'}`,
);
startCounting();
let round = 0;
let broken = 0;
do {
  for (const decoder of decoders) {
    try {
      tryBytes(decoder, { seed: first + round, cases, path: values.path });
    } catch (error) {
      broken++;
      console.error((error as Error).message);
    }
    if (!once && performance.now() > end) break;
  }
  round++;
} while (!once && broken === 0 && performance.now() < end);
console.log(`${casesTried().toLocaleString('en')} cases, ${broken} decoders that broke a law`);
process.exitCode = broken === 0 ? 0 : 1;
