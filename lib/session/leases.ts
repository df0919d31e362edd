// [MS-SMB2] 3.2.5.19 Receiving an OPLOCK_BREAK notification
import { type Observable, Subject } from 'rxjs';

import type { FileId } from '../wire/smb2/file-id.ts';
import { type BreakNotification, LeaseBreakFlags, readBreakNotification } from '../wire/smb2/lease-break.ts';
import { OplockLevel } from '../wire/smb2/oplock-level.ts';
import { type Lease, leaseBits } from './lease.ts';

/** What each oplock lets a client keep, in the letters of a lease. */
const OPLOCKS = new Map<OplockLevel, string>([
  [OplockLevel.II, 'r'],
  [OplockLevel.EXCLUSIVE, 'rw'],
  [OplockLevel.BATCH, 'rwh'],
]);

/** An oplock as bits of `LeaseState`. */
export function oplockBits(level: number): number {
  return leaseBits(OPLOCKS.get(level as OplockLevel) ?? '');
}

/** The oplock that lets a client keep so much, and not more. */
export function oplockFor(bits: number): OplockLevel {
  const [level = OplockLevel.NONE] =
    [...OPLOCKS].findLast(([, letters]) => (leaseBits(letters) & ~bits) === 0) ?? [];
  return level;
}

/**
 * The leases and oplocks of one connection. A notice may be unsigned, and forged: all it can do is to take a lease
 * away, which costs a cache and never data.
 */
export class Leases implements Iterable<Lease> {
  /** Every notice, those of handles that nobody registered here included. */
  readonly notices$: Observable<BreakNotification>;
  readonly #notices = new Subject<BreakNotification>();
  readonly #held = new Map<string, Lease>();

  constructor() {
    this.notices$ = this.#notices.asObservable();
  }

  /** Those that there are at this moment. */
  [Symbol.iterator](): Iterator<Lease> {
    return [...new Set(this.#held.values())][Symbol.iterator]();
  }

  /**
   * Routes a notice to its lease; one that nobody holds, since it was closed meanwhile, is ignored.
   *
   * @throws {@link ProtocolError} when it is none
   */
  notice(message: Uint8Array): void {
    const told = readBreakNotification(message);
    this.#notices.next(told);
    if (told.kind === 'lease') {
      const { leaseKey, newLeaseState: state, newEpoch: epoch, flags } = told.notification;
      this.#held.get(nameOf(leaseKey))?.break({ state, epoch }, (flags & LeaseBreakFlags.ACK_REQUIRED) !== 0);
    } else {
      const { fileId, oplockLevel } = told.notification;
      // 3.2.5.19.1: an oplock that only lets read is taken without an answer
      const lease = this.#held.get(nameOf(fileId));
      lease?.break({ state: oplockBits(oplockLevel) }, lease.state.includes('w'));
    }
  }

  /** From now on notices of this LeaseKey, or this FileId, are the lease's. Returns how to forget it. */
  hold(id: Uint8Array | FileId, lease: Lease): () => void {
    const name = nameOf(id);
    this.#held.set(name, lease);
    return () => {
      this.#held.delete(name);
    };
  }

  /** The link is gone, and everything that was held with it. */
  end(): void {
    for (const lease of this) lease.end();
    this.#held.clear();
    this.#notices.complete();
  }
}

function nameOf(id: Uint8Array | FileId): string {
  if (id instanceof Uint8Array) return Buffer.from(id).toString('hex');
  return `${id.persistent}/${id.volatile}`;
}
