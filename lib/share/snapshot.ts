import { filetimeFromDate } from '../wire/dtyp/filetime.ts';
import { parseGmtToken } from '../wire/gmt-token.ts';

/** A state of the past that the server has kept of a share. */
export interface Snapshot {
  /** As servers name it: `@GMT-2026.01.31-10.00.00`. */
  readonly token: string;
  /** When it was made, to the second. */
  readonly date: Date;
}

/** Which snapshot is meant: one of `share.snapshots()`, its token, or its time. */
export type SnapshotRef = Snapshot | string | Date;

/** A token as a snapshot; `undefined` where it is none. */
export function snapshotOf(token: string): Snapshot | undefined {
  const date = parseGmtToken(token);
  return date && { token, date };
}

/**
 * The time that a CREATE names a snapshot by, in ticks of 100 ns since 1601.
 *
 * @throws TypeError `ERR_INVALID_ARG_VALUE`
 */
export function snapshotTicks(ref: SnapshotRef): bigint {
  const date = typeof ref === 'string' ? parseGmtToken(ref) : ref instanceof Date ? ref : ref.date;
  if (date === undefined || Number.isNaN(date.getTime())) {
    const message =
      'no snapshot: give one of share.snapshots(), a token like @GMT-2026.01.31-10.00.00, or a Date';
    throw Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  return filetimeFromDate(date);
}
