// [MS-FSA] 2.1.4.10 Determine If a Range Access Conflicts with Byte-Range Locks, 2.1.5.8 and 2.1.5.9

/** Bytes of a file: `end` is exclusive, and may be as far as 2^64. */
export interface LockRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** A range that somebody holds, or wants. */
export interface RangeLock extends LockRange {
  /** The open that it belongs to. */
  readonly owner: object;
  readonly exclusive: boolean;
}

/** Somebody who waits for a range. */
export interface Waiting {
  /** Resolves when the lock is theirs. */
  readonly granted: Promise<void>;
  /** Gives the place in the queue back, and the lock if it came in that very moment. */
  withdraw(): void;
}

interface Waiter {
  readonly lock: RangeLock;
  readonly grant: () => void;
}

/** The byte-range locks of one stream of a file. */
export class RangeLocks {
  readonly #held: RangeLock[] = [];
  readonly #waiting: Waiter[] = [];

  /** Takes a lock if nobody's is in the way. */
  take(lock: RangeLock): boolean {
    if (this.#held.some(held => bars(held, lock))) return false;
    this.#held.push(lock);
    return true;
  }

  /** Takes a lock as soon as nobody's is in the way. */
  wait(lock: RangeLock): Waiting {
    let grant: () => void = () => undefined;
    const granted = new Promise<void>(resolve => (grant = resolve));
    const waiter = { lock, grant };
    this.#waiting.push(waiter);
    this.#serve();
    return {
      granted,
      withdraw: () => {
        if (!drop(this.#waiting, waiter)) this.#giveBack(lock);
      },
    };
  }

  /** Gives a lock back that covers exactly this range. @returns whether there was one */
  release(owner: object, { start, end }: LockRange): boolean {
    const same = (held: RangeLock) => held.owner === owner && held.start === start && held.end === end;
    // a shared lock may lie on top of an exclusive one of the same owner, which goes first
    const lock = this.#held.find(held => same(held) && held.exclusive) ?? this.#held.find(same);
    if (lock === undefined) return false;
    this.#giveBack(lock);
    return true;
  }

  /** Gives back all that an open holds. */
  releaseAll(owner: object): void {
    for (const lock of this.#held.filter(held => held.owner === owner)) drop(this.#held, lock);
    this.#serve();
  }

  /** Gives back locks that were taken in vain. */
  giveBack(locks: readonly RangeLock[]): void {
    for (const lock of locks) drop(this.#held, lock);
    this.#serve();
  }

  /** Whether somebody may not read or write here. */
  refuses(owner: object, { start, end }: LockRange, writes: boolean): boolean {
    if (start >= end) return false;
    return this.#held.some(held => {
      if (!held.exclusive && !writes) return false;
      // one's own shared lock bars one's own writes, too
      if (held.owner === owner && held.exclusive) return false;
      return overlaps(held, { start, end });
    });
  }

  #giveBack(lock: RangeLock): void {
    drop(this.#held, lock);
    this.#serve();
  }

  /** First come, first served, as far as each can be. */
  #serve(): void {
    for (const waiter of [...this.#waiting]) {
      if (!this.take(waiter.lock)) continue;
      drop(this.#waiting, waiter);
      waiter.grant();
    }
  }
}

function bars(held: RangeLock, wanted: RangeLock): boolean {
  if (!held.exclusive && !wanted.exclusive) return false;
  if (held.exclusive && !wanted.exclusive && held.owner === wanted.owner) return false;
  return overlaps(held, wanted);
}

/** A range of no bytes overlaps those around it, and no other of no bytes. */
function overlaps(one: LockRange, other: LockRange): boolean {
  return one.start < other.end && other.start < one.end;
}

function drop<T>(list: T[], item: T): boolean {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
