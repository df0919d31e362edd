import { catchError, defer, of, throwError } from 'rxjs';

import { lock } from '../commands/lock.ts';
import type { Pdu } from '../commands/pdu.ts';
import type { Answered } from '../commands/addressed.ts';
import type { Open } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import { One } from '../operators/one.ts';
import { LockFlags } from '../wire/smb2/lock.ts';
import { checkOffset } from './file-range.ts';
import type { VerbOptions } from './verb.ts';

/** Which bytes are locked. They need not exist: a range may begin, or end, behind the end of the file. */
export interface LockRange {
  /** Offset of the first byte. Default 0. */
  readonly offset?: number | bigint | undefined;
  /** Bytes. Default: all from `offset` on, however long the file becomes. */
  readonly length?: number | bigint | undefined;
}

/** Which bytes are given back: just those of one lock. */
export interface UnlockVerbOptions extends VerbOptions, LockRange {}

/** How a file is locked. */
export interface LockVerbOptions extends VerbOptions, LockRange {
  /** Others may lock the range shared, too, and nobody may write there. Default false: it is this handle's alone. */
  readonly shared?: boolean | undefined;
  /** Wait until the range is free, for as long as that takes; false fails at once. Default true. */
  readonly wait?: boolean | undefined;
}

/**
 * A range of a file that is locked, until {@link FileLock.unlock}, the end of the block with `await using`, or the
 * close of its handle.
 *
 * @example
 * ```ts
 * await using handle = await share.open('ledger.db', 'r+');
 * await using lock = await handle.lock({ offset: 0, length: 4096 });
 * ```
 */
export class FileLock {
  /** Offset of the first byte. */
  readonly offset: bigint;
  /** Bytes. */
  readonly length: bigint;
  /** Others may hold shared locks beside it. */
  readonly shared: boolean;
  readonly #unlock: () => One<void>;
  #held = true;

  /** @internal */
  constructor({ offset, length }: Stretch, shared: boolean, unlock: () => One<void>) {
    this.offset = offset;
    this.length = length;
    this.shared = shared;
    this.#unlock = unlock;
  }

  /** Gives it back. Again, or when the handle or the share is closed already, does nothing. */
  unlock(): One<void> {
    return One.of(
      defer(() => {
        if (!this.#held) return of(undefined);
        this.#held = false;
        return this.#unlock().pipe(
          catchError((error: unknown) => {
            if (isGone(error)) return of(undefined);
            this.#held = true; // it may be tried again
            return throwError(() => error);
          }),
        );
      }),
    );
  }

  /** `await using lock = await handle.lock()` gives it back at the end of the block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.unlock();
  }
}

interface Stretch {
  readonly offset: bigint;
  readonly length: bigint;
}

/** [MS-FSA] 2.1.5.8: no lock reaches further. */
const END = 2n ** 64n - 1n;

/** The bytes that a range means. @throws RangeError `ERR_OUT_OF_RANGE`, TypeError `ERR_INVALID_ARG_TYPE` */
export function lockedBytes({ offset = 0, length }: LockRange): Stretch {
  const start = whole('offset', offset, END);
  return { offset: start, length: length === undefined ? END - start : whole('length', length, END - start) };
}

/** The LOCK of a range. */
export function locking(
  handle: Open,
  range: Stretch,
  { shared = false, wait = true }: LockVerbOptions,
): Pdu<Answered> {
  const kind = shared ? LockFlags.SHARED_LOCK : LockFlags.EXCLUSIVE_LOCK;
  return lock(handle, { locks: [{ ...range, flags: kind | (wait ? 0 : LockFlags.FAIL_IMMEDIATELY) }] });
}

/** The LOCK that gives a range back. */
export function unlocking(handle: Open, range: Stretch): Pdu<Answered> {
  return lock(handle, { locks: [{ ...range, flags: LockFlags.UNLOCK }] });
}

function whole(name: string, value: number | bigint, most: bigint): bigint {
  if (typeof value !== 'bigint') return BigInt(checkOffset(name, value));
  if (value >= 0n && value <= most) return value;
  throw Object.assign(new RangeError(`${name} must be from 0 to ${most}, not ${value}`), {
    code: 'ERR_OUT_OF_RANGE',
  });
}

/** What held the lock is closed, or was lost with its connection. */
function isGone(error: unknown): boolean {
  return (
    error instanceof SmbError && (error.code === 'EBADF' || (error.fatal && error.outcome === 'not-sent'))
  );
}
