import { cpus, release, totalmem } from 'node:os';
import type { Delays, Row, Steady } from './rows.ts';

const BAR = 24;
const GIB = 1024 ** 3;

const HEADS = [
  'work',
  'peer',
  'ours',
  'peer',
  'ratio',
  'mark',
  'MB/s',
  'CPU s',
  'peer',
  'MiB',
  'peer',
  'requests',
  'in flight',
];

/** The rows as a table for a terminal. */
export function line(row: Row): string {
  return row.peers
    .map(({ name, lap, ratio }, index) =>
      [
        (index === 0 ? row.name : '').padEnd(34),
        `${row.ours.seconds.toFixed(2)} s`.padStart(9),
        `${name} ${lap.seconds.toFixed(2)} s`.padStart(28),
        `${ratio.toFixed(2)} x`.padStart(9),
        (verdict(row, name) ?? '').padStart(16),
      ].join(' '),
    )
    .join('\n');
}

/** Whether the mark is reached; undefined where there is none. */
function verdict(row: Row, peer: string): string | undefined {
  const mark = row.marks.find(each => peer.startsWith(each.peer));
  if (mark === undefined) return undefined;
  const best = Math.min(...row.peers.filter(each => each.name.startsWith(mark.peer)).map(each => each.ratio));
  return `${best >= mark.ratio ? 'reached' : 'missed'}: ${mark.ratio} x`;
}

/** `docs/benchmarks.md`. */
export function page(
  rows: readonly Row[],
  steady: readonly Steady[],
  versions: readonly string[],
  rounds: number,
): string {
  const lines = rows.flatMap(row =>
    row.peers.map(({ name, lap, ratio, traffic }, index) => {
      const first = index === 0;
      const perGib = (cpu: number) => (row.bytes === undefined ? cpu : (cpu * GIB) / row.bytes).toFixed(2);
      return cells([
        first ? row.name : '',
        name,
        first ? `${row.ours.seconds.toFixed(2)} s` : '',
        `${lap.seconds.toFixed(2)} s`,
        `**${ratio.toFixed(2)}**`,
        verdict(row, name) ?? '',
        first && row.bytes !== undefined ? (row.bytes / 1e6 / row.ours.seconds).toFixed(0) : '',
        first ? perGib(row.ours.cpu) : '',
        perGib(lap.cpu),
        first ? row.ours.peak.toFixed(0) : '',
        lap.peak.toFixed(0),
        `${first ? row.traffic.requests : ''} / ${traffic.requests}`,
        `${first ? row.traffic.inFlight : ''} / ${traffic.inFlight}`,
      ]);
    }),
  );
  return `# Benchmarks

\`npm run bench\` made this page: rxsmb and its peers on the same work, whole processes, in turns, medians of ${rounds}
rounds after a first one in which every byte was compared. A ratio is the peer's time divided by ours, so more is better.
Only ratios of one run mean anything on another machine.

${versions.map(each => `- ${each}`).join('\n')}
- ${cpus().length} x ${cpus()[0]?.model ?? 'processor'}, ${(totalmem() / GIB).toFixed(0)} GiB, Linux ${release()}; server and clients on the same machine, files on tmpfs

![ratios](benchmarks.svg)

${cells(HEADS)}
${cells(HEADS.map(() => '---'))}
${lines.join('\n')}

CPU seconds are a GiB's where the work is one file, the whole work's elsewhere; they are the client's alone. MiB are
peak resident memory. Requests and the most of them that waited at one moment (ours / peer's) were counted by a proxy in
the first round, of encrypted sessions in frames.

## In a program

Over an idle program that has mounted the share; the first and the second half of the work apart, so that growth would
show. The event loop's delay is what timers came late by.

${cells(['work', 'seconds', 'MiB over idle, first half', 'second half', 'loop delay p50', 'p99', 'max'])}
${cells(['---', '---', '---', '---', '---', '---', '---'])}
${steady.map(each => cells([each.name, each.seconds.toFixed(1), String(each.firstHalf), String(each.secondHalf), ...delays(each)])).join('\n')}
`;
}

function delays({ p50, p99, max }: Delays): string[] {
  return [p50, p99, max].map(ms => `${ms.toFixed(1)} ms`);
}

function cells(values: readonly string[]): string {
  return `| ${values.join(' | ')} |`;
}

/** A bar for each ratio, with its mark, up to ten times. */
export function chart(rows: readonly Row[]): string {
  const bars = rows.flatMap(row => row.peers.map(peer => ({ row, peer })));
  const [left, width, most] = [330, 420, 10];
  const x = (ratio: number) => left + (Math.min(ratio, most) / most) * width;
  const drawn = bars.map(({ row, peer }, index) => {
    const y = 34 + index * BAR;
    const mark = row.marks.find(each => peer.name.startsWith(each.peer));
    const tone = mark === undefined ? '#8a94a6' : peer.ratio >= mark.ratio ? '#2f7d4f' : '#b3541e';
    return [
      `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${row.name}: ${peer.name}</text>`,
      `<rect x="${left}" y="${y}" width="${(x(peer.ratio) - left).toFixed(1)}" height="15" fill="${tone}"/>`,
      mark &&
        `<line x1="${x(mark.ratio)}" x2="${x(mark.ratio)}" y1="${y - 3}" y2="${y + 18}" stroke="#222" stroke-width="2"/>`,
      `<text x="${(x(peer.ratio) + 6).toFixed(1)}" y="${y + 12}">${peer.ratio.toFixed(2)}</text>`,
    ].join('');
  });
  const height = 48 + bars.length * BAR;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 ${height}" font-family="sans-serif" font-size="12">
<rect width="820" height="${height}" fill="#fff"/>
<text x="${left}" y="18" font-weight="bold">peer's time / ours; the black line is the mark</text>
<line x1="${x(1)}" x2="${x(1)}" y1="26" y2="${height - 10}" stroke="#bbb"/>
${drawn.join('\n')}
</svg>
`;
}
