import type { SmbError } from '../errors.ts';

/**
 * Why something was left out: a symbolic link, a device or its like, a folder that contains itself, something
 * that would have been deleted had there been no errors, or (`case`) a name that differs only in case from another.
 */
export type SkipReason = 'link' | 'special' | 'loop' | 'not-deleted' | 'case';

/** What a sync came to; with `dryRun`, what it would have come to. */
export interface SyncSummary {
  /** Files copied. */
  readonly transferred: number;
  /** Files and folders removed from the destination. */
  readonly deleted: number;
  /** Files that were the same. */
  readonly unchanged: number;
  /** Files and folders that failed. */
  readonly errors: number;
  /** Of the files copied. */
  readonly bytes: number;
  /** Folders made. */
  readonly created: number;
  /** Links and other things left out. */
  readonly skipped: number;
}

/** What happens to one path in the course of a sync. Paths are relative to both folders, `/` between their parts. */
export type SyncEvent =
  /** A folder of the source (the empty string for the top) was compared. */
  | {
      readonly type: 'scanned';
      readonly path: string;
      /** Files of the source that take part, in this folder alone. */
      readonly files: number;
      /** Files that will be copied: a size for a bar. Files whose contents have yet to be compared do not count. */
      readonly toTransfer: number;
      /** Bytes of these. */
      readonly toTransferBytes: number;
    }
  /** A file begins to be copied. */
  | { readonly type: 'start'; readonly path: string; readonly size: number }
  /** More of a file has arrived: `bytes` of `size` so far. */
  | { readonly type: 'progress'; readonly path: string; readonly bytes: number; readonly size: number }
  /** A file is there, under its name and with its time. */
  | {
      readonly type: 'transferred';
      readonly path: string;
      readonly size: number;
      /** The path it got instead, with `caseConflict: 'rename'`. */
      readonly as?: string | undefined;
    }
  /** A folder was made. */
  | { readonly type: 'created'; readonly path: string }
  /** A file, link or (`folder: true`) folder was removed from the destination. */
  | { readonly type: 'deleted'; readonly path: string; readonly folder: boolean }
  /** A file is the same on both sides. */
  | { readonly type: 'unchanged'; readonly path: string; readonly size: number }
  | { readonly type: 'skipped'; readonly path: string; readonly reason: SkipReason }
  /** One file or folder failed; the sync goes on. */
  | { readonly type: 'error'; readonly path: string; readonly error: SmbError }
  /** The last event, and it comes once. */
  | (SyncSummary & { readonly type: 'done'; readonly dryRun: boolean });
