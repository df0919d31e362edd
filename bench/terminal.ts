import { copiesVerdict, delayVerdict, memoryVerdict, told, type Verdict, verdictOn } from './marks.ts';
import type { CopyRow, Outcome, Row, Steady, Trial } from './rows.ts';

const GIB = 1024 ** 3;
const NAME = 34;

/** Above the lines of {@link lines}. */
export const HEAD = [
  'work'.padEnd(NAME),
  'who'.padEnd(24),
  'time'.padStart(8),
  'ratio'.padStart(7),
  'MB/s'.padStart(6),
  'CPU s'.padStart(6),
  'MiB'.padStart(5),
  'in flight'.padStart(9),
  ' mark',
].join(' ');

/** A work for the terminal: a line for us, one for each peer. CPU seconds are a GiB's where bytes were counted. */
export function lines(row: Row): string {
  const all = [{ name: 'rxsmb', lap: row.ours, ratio: undefined, traffic: row.traffic }, ...row.peers];
  return all
    .map(({ name, lap, ratio, traffic }, index) => {
      const verdict = verdictOn(row, name);
      return [
        (index === 0 ? row.name : '').padEnd(NAME),
        name.padEnd(24),
        `${lap.seconds.toFixed(2)} s`.padStart(8),
        (ratio === undefined ? '' : `${ratio.toFixed(2)} x`).padStart(7),
        (row.bytes === undefined ? '' : (row.bytes / 1e6 / lap.seconds).toFixed(0)).padStart(6),
        perGib(row, lap.cpu).padStart(6),
        lap.peak.toFixed(0).padStart(5),
        String(traffic.inFlight).padStart(9),
        verdict === undefined ? '' : ` ${told(verdict)}`,
      ]
        .join(' ')
        .trimEnd();
    })
    .join('\n');
}

/** Seconds of processor time of a GiB; of the whole work where it is not one file. */
export function perGib({ bytes }: Row, cpu: number): string {
  return (bytes === undefined ? cpu : (cpu * GIB) / bytes).toFixed(2);
}

export function steadyLine(each: Steady): string {
  const { name, seconds, firstHalf, secondHalf, p50, p99, max } = each;
  const memory = `${firstHalf} and ${secondHalf} MiB over idle, ${told(memoryVerdict(each))}`;
  const delay = `event loop p50 ${p50} ms, p99 ${p99} ms, max ${max} ms, ${told(delayVerdict(each))}`;
  return `${name.padEnd(NAME)} ${seconds.toFixed(1)} s; ${memory}; ${delay}`;
}

export function copyLine(each: CopyRow): string {
  const { name, moved, ciphered } = each;
  const copies = `${(moved + ciphered).toFixed(2)} copies a byte, the cipher's ${ciphered.toFixed(2)} among them`;
  return `${name.padEnd(NAME)} ${copies}, ${told(copiesVerdict(each))}`;
}

/** How many marks were reached, and which were not. */
export function summary(all: readonly Verdict[]): string {
  const missed = all.filter(each => !each.reached);
  return [
    `${all.length - missed.length} of ${all.length} marks reached`,
    ...missed.map(({ work, mark, found }) => `  missed: ${work}, ${found} where the mark is ${mark}`),
  ].join('\n');
}

export function trialLine({ name, version, ...each }: Trial): string {
  const outcome = (value: Outcome) => (typeof value === 'number' ? `${value.toFixed(1)} s` : value);
  const told = Object.entries(each).map(([work, value]) => `${work}: ${outcome(value)}`);
  return [`on trial: ${name} ${version}`.padEnd(NAME), told.join('; ')].join(' ');
}
