import type { CaseConflict } from './cases.ts';
import type { Filter } from './filter.ts';
import type { Means, Side } from './side.ts';

/** What a run goes by: the options of a sync with nothing left out, and its two ends. */
export interface Rules extends Means {
  readonly src: Side;
  readonly dst: Side;
  readonly filter: Filter;
  /** Remove from the destination what the source does not have. */
  readonly delete: boolean;
  /** Only tell what would be done. */
  readonly dryRun: boolean;
  /** Compare contents instead of times. */
  readonly checksum: boolean;
  readonly caseConflict: CaseConflict;
  /** Nanoseconds that two times may be apart and still be the same. */
  readonly window: bigint;
  /** Files that are copied at once. */
  readonly transfers: number;
  /** Small files of one folder that count as one of them. */
  readonly batch: number;
  /** Folders that are listed at once. */
  readonly checkers: number;
}
