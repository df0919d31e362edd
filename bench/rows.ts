import type { Traffic } from './counting.ts';
import type { Lap } from './measure.ts';
import type { Mark } from './works.ts';

/** What one contestant besides us took. */
export interface PeerRow {
  readonly name: string;
  readonly lap: Lap;
  /** Its time divided by ours. */
  readonly ratio: number;
  readonly traffic: Traffic;
}

/** A work as it was measured. */
export interface Row {
  readonly name: string;
  readonly bytes?: number | undefined;
  readonly marks: readonly Mark[];
  readonly ours: Lap;
  readonly traffic: Traffic;
  readonly peers: readonly PeerRow[];
}

/** How long an event loop was held up, in milliseconds. */
export interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What a long work took of a program: memory in MiB over idle. */
export interface Steady extends Delays {
  readonly name: string;
  readonly count: number;
  readonly seconds: number;
  readonly firstHalf: number;
  readonly secondHalf: number;
}

/** How often a byte of a file was copied between kernel and program. */
export interface CopyRow {
  readonly name: string;
  /** Bytes of the file. */
  readonly count: number;
  /** Copies of each byte from memory to memory, and by the cipher. */
  readonly moved: number;
  readonly ciphered: number;
  /** Bytes whose way was not seen: there must be none. */
  readonly unknown: number;
  /** The mark: copies at most, the cipher's included. */
  readonly most: number;
}

/** How a client from npm fared: seconds, or what went wrong. */
export type Outcome = number | string;

/** A client from npm on trial. */
export interface Trial {
  readonly name: string;
  readonly version: string;
  /** At a server that demands signatures, and at one as Samba is by default. */
  readonly signed: Outcome;
  readonly plain: Outcome;
  /** At a server that makes allowances. */
  readonly read: Outcome;
  readonly write: Outcome;
  readonly list: Outcome;
  readonly download: Outcome;
}

/** A run of the bench. */
export interface Results {
  readonly rounds: number;
  /** What was compared, and on what machine. */
  readonly setting: readonly string[];
  /** Names of works that there are and that have not been measured (yet). */
  readonly missing: readonly string[];
  readonly rows: readonly Row[];
  readonly programs: readonly Steady[];
  readonly copies: readonly CopyRow[];
  readonly trials: readonly Trial[];
  /** Why no client from npm was tried. */
  readonly untried?: string | undefined;
}
