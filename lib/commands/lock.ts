import { Command } from '../wire/smb2/command.ts';
import { HEADER_SIZE } from '../wire/smb2/header.ts';
import { LockFlags, LockRequest, LockResponse } from '../wire/smb2/lock.ts';
import { type Addressed, addressed, type Answered, pathOf } from './addressed.ts';
import type { Plan, RELATED } from './plan.ts';
import type { Open } from './target.ts';

/** One range of a LOCK ([MS-SMB2] 2.2.26.1). */
export interface LockElement {
  /** Bytes from the start of the file, which may end before. */
  readonly offset: number | bigint;
  /** Bytes. */
  readonly length: number | bigint;
  /** Bits of `LockFlags`. Several ranges in one request must all fail immediately, or all be unlocked. */
  readonly flags: number;
}

/** The fields of [MS-SMB2] 2.2.26. */
export interface LockOptions {
  readonly locks: readonly LockElement[];
  /** Makes a repetition known as such where the open outlives its connection. Default 0: it is not checked. */
  readonly lockSequence?: number | undefined;
}

/**
 * Locks or unlocks ranges of a file ([MS-SMB2] 2.2.26). Without `FAIL_IMMEDIATELY` it waits for as long as it takes:
 * unsubscribing gives the place in the queue back, and a lock that is granted at that very moment too.
 *
 * @throws {@link SmbError} `EAGAIN` (somebody else's lock is in the way), `EINVAL` (nothing to unlock there)
 * @example
 * ```ts
 * const flags = LockFlags.EXCLUSIVE_LOCK | LockFlags.FAIL_IMMEDIATELY;
 * lock(handle, { locks: [{ offset: 0, length: 4096, flags }] }).subscribe();
 * ```
 */
export function lock<H extends Open | RELATED>(handle: H, options: LockOptions): Addressed<H, Answered> {
  const { locks } = options;
  const locked = locks.filter(({ flags }) => (flags & LockFlags.UNLOCK) === 0);
  const undo = locked.map(range => ({ ...range, flags: LockFlags.UNLOCK }));
  const path = pathOf(handle);
  return addressed(handle, {
    ...lockPlan(options, path),
    patient: locked.some(({ flags }) => (flags & LockFlags.FAIL_IMMEDIATELY) === 0),
    ...(undo.length > 0 && { undo: lockPlan({ locks: undo }, path) }),
  });
}

function lockPlan({ locks, lockSequence }: LockOptions, path: string | undefined): Plan<Answered> {
  return {
    command: Command.LOCK,
    path,
    encode({ fileId }) {
      const ranges = locks.map(({ offset, length, flags }) => ({
        offset: BigInt(offset),
        length: BigInt(length),
        flags,
      }));
      return { body: LockRequest.encode({ fileId, lockSequence, locks: ranges }, HEADER_SIZE) };
    },
    decode({ header, message }) {
      LockResponse.decode(message, HEADER_SIZE);
      return { status: header.status };
    },
  };
}
