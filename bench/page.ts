import { copiesVerdict, delayVerdict, memoryVerdict, told, verdictOn, verdicts } from './marks.ts';
import { protectionOf } from './counting.ts';
import type { Outcome, Results, Row } from './rows.ts';
import { perGib } from './terminal.ts';

/** What stands below this line of the page was written by hand, and stays. */
export const BY_HAND = '<!-- Below this line the page is kept by hand: npm run bench leaves it as it is. -->';

const NOTHING_YET = `
## What limits it

Nobody has written it down yet.
`;

/** `docs/benchmarks.md`, with what the page that was there had by hand. */
export function page(results: Results, before: string): string {
  const at = before.indexOf(BY_HAND);
  const kept = at < 0 ? NOTHING_YET : before.slice(at + BY_HAND.length);
  const { rounds, setting } = results;
  return `# Benchmarks

\`npm run bench\` made this page: rxsmb and its peers on the same work, whole processes, in turns, medians of ${rounds}
rounds after a first one in which every byte was compared. A ratio is the peer's time divided by ours, so more is better.
Only ratios of one run mean anything on another machine.

${setting.map(each => `- ${each}`).join('\n')}

${marks(results)}

![ratios](benchmarks.svg)

${sideBySide(results.rows)}

CPU seconds are a GiB's where the work is one file, the whole work's elsewhere; they are the client's alone. MiB are
peak resident memory. Requests and the most of them that waited at one moment (ours / peer's) were counted by a proxy in
the first round, of encrypted sessions in frames. The same proxy saw what protected each of them: we and smbclient as the
work says, or the run would have ended; a peer that did without what we had is marked. rxsmb makes each file under another name and
keeps its times in the works on trees, as it always does; smbclient does neither. Of rclone's lines for one work the
better decides.

## In a program

Over an idle program that has mounted the share; the first and the second half of the work apart, so that growth would
show. The event loop's delay is what timers came late by. The file of 8 GiB is a hole: a server reads it faster than bytes, so the
program is as busy as it can be.

${programs(results)}

## Copies of a byte

Between the kernel and a program that reads or writes one large file: what JavaScript copies from memory to memory, and
what the cipher writes, divided by the bytes of the file. Memory that the program gets or gives was the kernel's own, or the target of
such a copy: a copy made some other way would show as bytes of unknown origin, of which there must be none.

${copies(results)}

## Clients from npm

${npm(results)}

${BY_HAND}${kept}`;
}

function marks(results: Results): string {
  const all = verdicts(results);
  const missed = all.filter(each => !each.reached);
  const lines = missed.map(({ work, mark, found }) => `- ${work}: ${found}, the mark is ${mark}`);
  const count = `**${all.length - missed.length} of ${all.length} marks are reached.**`;
  const rest =
    results.missing.length === 0 ? [] : ['', `Not measured in this run: ${results.missing.join('; ')}.`];
  return [missed.length === 0 ? count : `${count} Missed:\n`, ...lines, ...rest].join('\n');
}

function sideBySide(rows: readonly Row[]): string {
  const heads = ['work', 'peer', 'ours', 'peer', 'ratio', 'mark', 'MB/s', 'CPU s', 'peer', 'MiB', 'peer'];
  const lines = rows.flatMap(row =>
    row.peers.map(({ name, lap, ratio, traffic }, index) => {
      const first = index === 0;
      const verdict = verdictOn(row, name);
      const protection = protectionOf(traffic);
      const alike = protection === protectionOf(row.traffic) || row.traffic.requests === 0;
      return [
        first ? row.name : '',
        alike ? name : `${name} (${protection})`,
        first ? `${row.ours.seconds.toFixed(2)} s` : '',
        `${lap.seconds.toFixed(2)} s`,
        `**${ratio.toFixed(2)}**`,
        verdict === undefined ? '' : told(verdict),
        first && row.bytes !== undefined ? (row.bytes / 1e6 / row.ours.seconds).toFixed(0) : '',
        first ? perGib(row, row.ours.cpu) : '',
        perGib(row, lap.cpu),
        first ? row.ours.peak.toFixed(0) : '',
        lap.peak.toFixed(0),
        `${first ? row.traffic.requests : ''} / ${traffic.requests}`,
        `${first ? row.traffic.inFlight : ''} / ${traffic.inFlight}`,
      ];
    }),
  );
  return table([...heads, 'requests', 'in flight'], lines);
}

function programs({ programs }: Results): string {
  const heads = ['work', 'seconds', 'MiB over idle, first half', 'second half', 'mark'];
  return table(
    [...heads, 'loop delay p50', 'p99', 'max', 'mark'],
    programs.map(each => [
      each.name,
      each.seconds.toFixed(1),
      String(each.firstHalf),
      String(each.secondHalf),
      told(memoryVerdict(each)),
      ...[each.p50, each.p99, each.max].map(ms => `${ms.toFixed(1)} ms`),
      told(delayVerdict(each)),
    ]),
  );
}

function copies({ copies }: Results): string {
  return table(
    ['work', 'copies', "the cipher's among them", 'bytes of unknown origin', 'mark'],
    copies.map(each => [
      each.name,
      (each.moved + each.ciphered).toFixed(2),
      each.ciphered.toFixed(2),
      String(each.unknown),
      told(copiesVerdict(each)),
    ]),
  );
}

function npm({ trials, untried }: Results): string {
  if (untried !== undefined) return `Not tried in this run: ${untried}.`;
  const heads = [
    'client',
    'signing required',
    'Samba as it is',
    'read 64 MiB',
    'write 64 MiB',
    'list the tree',
  ];
  return `Each was installed into a temporary folder and tried once, bytes compared: at a Samba that demands signatures, at
one as it is by default, and at one that makes allowances: it accepts NTLMv1 and answers each request at once, without an interim
reply. OpenSSL's legacy ciphers were switched on. What they can do there is compared above with rxsmb on the same server, unprotected,
by the client that was the fastest here. Seconds, or what went wrong:

${table(
  [...heads, '1,000 small files'],
  trials.map(each => [
    `${each.name} ${each.version}`,
    ...[each.signed, each.plain, each.read, each.write, each.list, each.download].map(outcome),
  ]),
)}`;
}

function outcome(value: Outcome): string {
  return typeof value === 'number' ? value.toFixed(1) : value.replaceAll('|', '\\|');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map(each => `| ${each.join(' | ')} |`).join('\n');
}
