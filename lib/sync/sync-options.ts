import type { Share } from '../share/share.ts';
import type { MountOptions } from '../target.ts';
import type { CaseConflict } from './cases.ts';
import type { FilterOptions } from './filter.ts';

/** A folder of a share that is mounted already, and stays so. */
export interface ShareFolder {
  readonly share: Share;
  /** `/` between its parts. Default: the root of the share. */
  readonly path?: string | undefined;
}

/**
 * One end of a sync: a URL or what else `mount` takes, which is mounted for as long as the sync lasts, a folder
 * of the local disk, or one of a mounted share.
 */
export type SyncLocation = string | URL | MountOptions | ShareFolder;

/** How to sync. */
export interface SyncOptions extends FilterOptions {
  /** Remove from the destination what the source does not have, last, and only if nothing failed. Default: false. */
  readonly delete?: boolean | undefined;
  /** Change nothing, only tell what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Files of one size are compared by their contents, instead of by their times. Default: false. */
  readonly checksum?: boolean | undefined;
  /**
   * What becomes of names that differ only in case, where the destination takes them for the same: the one that is
   * there already, or else the first by its letters, is copied. Each other one is an error (`EEXIST`), is left out
   * (`skip`), or, if it is a file, gets another name (`rename`): `a (2).txt`. Nothing is written over in silence.
   * A name that is there in another case only is the same file, and keeps its case. Default: `error`.
   */
  readonly caseConflict?: CaseConflict | undefined;
  /** Files that are copied at once. Default: 4, and of those up to 64 KiB up to 128. */
  readonly transfers?: number | undefined;
  /** Folders that are listed at once. Default: 8. */
  readonly checkers?: number | undefined;
  /**
   * Milliseconds that two times may differ by and still be the same, for file systems that keep no fractions of
   * seconds. Default: 0.002, since Node sets times no more exactly.
   */
  readonly modifyWindow?: number | undefined;
  /** For what is mounted; overrides the parts of a URL. */
  readonly mount?: MountOptions | undefined;
  /** Cancels the sync: it fails with an `AbortError` after what was begun is cleaned up. */
  readonly signal?: AbortSignal | undefined;
}
