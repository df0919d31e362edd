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
