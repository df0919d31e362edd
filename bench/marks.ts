import type { CopyRow, Results, Row, Steady } from './rows.ts';

/** A mark that was set, and what came of it. */
export interface Verdict {
  readonly work: string;
  readonly reached: boolean;
  /** What it asks for. */
  readonly mark: string;
  /** What was measured. */
  readonly found: string;
}

/** Of a program's memory over idle. */
const MOST_MIB = 64;
/** What the second half of a work may have over the first and still be called flat. */
const FLAT_MIB = 16;
/** Of what timers come late by at the 99th percentile. */
const MOST_DELAY_MS = 10;
/** Headers are copied, too: a hundredth of the payload at most. */
const HEADERS = 0.01;

/** The verdict that this peer of a row decides: of several that are the same program, the one that did best. */
export function verdictOn(row: Row, peer: string): Verdict | undefined {
  const mark = row.marks.find(each => peer.startsWith(each.peer));
  if (mark === undefined) return undefined;
  const rivals = row.peers.filter(each => each.name.startsWith(mark.peer));
  const best = rivals.reduce((a, b) => (b.ratio < a.ratio ? b : a), rivals[0] ?? { name: '', ratio: NaN });
  if (best.name !== peer) return undefined;
  return {
    work: `${row.name} / ${peer}`,
    reached: best.ratio >= mark.ratio,
    mark: `${mark.ratio} x`,
    found: `${best.ratio.toFixed(2)} x`,
  };
}

export function memoryVerdict({ name, firstHalf, secondHalf }: Steady): Verdict {
  const most = Math.max(firstHalf, secondHalf);
  return {
    work: `${name}: memory`,
    reached: most <= MOST_MIB && secondHalf <= firstHalf + FLAT_MIB,
    mark: `${MOST_MIB} MiB, flat`,
    found: `${firstHalf} and ${secondHalf} MiB`,
  };
}

export function delayVerdict({ name, p99 }: Steady): Verdict {
  return {
    work: `${name}: event loop`,
    reached: p99 <= MOST_DELAY_MS,
    mark: `p99 ${MOST_DELAY_MS} ms`,
    found: `${p99.toFixed(1)} ms`,
  };
}

export function copiesVerdict({ name, moved, ciphered, unknown, most }: CopyRow): Verdict {
  return {
    work: `${name}: copies`,
    reached: unknown === 0 && moved + ciphered <= most + HEADERS,
    mark: `${most} a byte`,
    found: (moved + ciphered).toFixed(2),
  };
}

/** Every mark of a run, in the order of its tables. */
export function verdicts({
  rows,
  programs,
  copies,
}: Pick<Results, 'rows' | 'programs' | 'copies'>): Verdict[] {
  return [
    ...rows.flatMap(row => row.peers.flatMap(({ name }) => verdictOn(row, name) ?? [])),
    ...programs.flatMap(each => [memoryVerdict(each), delayVerdict(each)]),
    ...copies.map(copiesVerdict),
  ];
}

/** `reached: 5 x`. */
export function told({ reached, mark }: Verdict): string {
  return `${reached ? 'reached' : 'missed'}: ${mark}`;
}
