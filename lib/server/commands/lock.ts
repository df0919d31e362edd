// [MS-SMB2] 3.3.5.14 Receiving an SMB2 LOCK Request
import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { AccessMask } from '../../wire/smb2/access-mask.ts';
import { type LockElement, LockFlags, LockRequest, LockResponse } from '../../wire/smb2/lock.ts';
import type { Call } from '../connection/call.ts';
import { type Reply, reply } from '../connection/reply.ts';
import { Refused } from '../refused.ts';
import type { FileOpen } from '../state/file-open.ts';
import type { LockRange, RangeLock } from '../state/range-locks.ts';

const { SHARED_LOCK, EXCLUSIVE_LOCK, UNLOCK, FAIL_IMMEDIATELY } = LockFlags;
/** What may be asked for of one range. */
const KINDS: readonly number[] = [
  SHARED_LOCK,
  EXCLUSIVE_LOCK,
  SHARED_LOCK | FAIL_IMMEDIATELY,
  EXCLUSIVE_LOCK | FAIL_IMMEDIATELY,
];
const END = 1n << 64n;

/**
 * Locks ranges, all or none, or gives them back. The LockSequence is for opens that outlive their connection, which
 * there are none of.
 */
export async function lock(call: Call): Promise<Reply> {
  const { fileId, locks } = call.read(LockRequest);
  const [first] = locks;
  if (first === undefined) invalid();
  const open = call.granted(fileId, AccessMask.READ_DATA | AccessMask.WRITE_DATA);
  if (open.file.isDirectory) invalid();
  if ((first.flags & UNLOCK) === 0) await lockAll(call, open, locks);
  else unlockAll(open, locks);
  return reply(LockResponse, {});
}

/** 3.3.5.14.1: one after the other; what was given back remains so when a later one fails. */
function unlockAll(open: FileOpen, elements: readonly LockElement[]): void {
  for (const element of elements) {
    if (element.flags !== UNLOCK) invalid();
    if (!open.locks.release(open, rangeOf(element))) throw new Refused(NtStatus.STATUS_RANGE_NOT_LOCKED);
  }
}

/** 3.3.5.14.2: all of them or none; only one alone may wait. */
async function lockAll(call: Call, open: FileOpen, elements: readonly LockElement[]): Promise<void> {
  const patient = ({ flags }: LockElement) => (flags & FAIL_IMMEDIATELY) === 0;
  if (elements.some(({ flags }) => !KINDS.includes(flags))) invalid();
  if (elements.length > 1 && elements.some(patient)) invalid();
  const taken: RangeLock[] = [];
  try {
    for (const element of elements) {
      const wanted = {
        ...rangeOf(element),
        owner: open,
        exclusive: (element.flags & EXCLUSIVE_LOCK) !== 0,
      };
      if (open.locks.take(wanted)) taken.push(wanted);
      else if (patient(element)) await open.whileWaiting(() => waitFor(call, open, wanted));
      else throw new Refused(NtStatus.STATUS_LOCK_NOT_GRANTED);
    }
  } catch (error) {
    open.locks.giveBack(taken);
    throw error;
  }
}

/** Waits for a range; a CLOSE meanwhile says that it never came. */
async function waitFor(call: Call, open: FileOpen, wanted: RangeLock): Promise<void> {
  const waiting = open.locks.wait(wanted);
  let forget: (() => void) | undefined;
  const closed = new Promise<never>((_, reject) => {
    forget = open.onClose(() => {
      reject(new Refused(NtStatus.STATUS_RANGE_NOT_LOCKED));
    });
  });
  try {
    await call.waitFor(Promise.race([waiting.granted, closed]));
  } catch (error) {
    waiting.withdraw();
    throw error;
  } finally {
    forget?.();
  }
}

/** @throws {Refused} STATUS_INVALID_LOCK_RANGE for one that goes beyond the last byte that can be named */
function rangeOf({ offset, length }: LockElement): LockRange {
  const end = offset + length;
  if (end > END) throw new Refused(NtStatus.STATUS_INVALID_LOCK_RANGE);
  return { start: offset, end };
}

function invalid(): never {
  throw new Refused(NtStatus.STATUS_INVALID_PARAMETER);
}
