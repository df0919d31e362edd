/** A place that a referral names. */
export interface DfsTarget {
  readonly host: string;
  /** That of the connection which referred, where the referral names none: it has no field for it. */
  readonly port: number;
  readonly share: string;
  /** A folder of the share, as on the wire; empty for its root. */
  readonly path: string;
}

/** What a server told of a part of its namespace. */
export interface Referral {
  /** `\server\share\link`, the part that lies elsewhere. */
  readonly prefix: string;
  /** The best first; the one that answered last is moved to the front. */
  readonly targets: readonly DfsTarget[];
}

/** What is remembered of one mount, at most: namespaces have hundreds of links, and a server may invent any number. */
const MOST_REFERRALS = 1_024;

interface Kept {
  readonly referral: Referral;
  readonly until: number;
}

/** Referrals by what they stand for, each for as long as its server said. */
export class ReferralCache {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;

  /** @param now milliseconds on a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The longest part of a path that is known to lie elsewhere. Names count whole, whatever their case. */
  find(path: string): Referral | undefined {
    const parts = path.toLowerCase().split('\\');
    for (let count = parts.length; count > 0; count--) {
      const key = parts.slice(0, count).join('\\');
      const kept = this.#kept.get(key);
      if (kept === undefined) continue;
      if (kept.until > this.#now()) return kept.referral;
      this.#kept.delete(key);
    }
    return undefined;
  }

  /** @param timeToLive seconds */
  keep(referral: Referral, timeToLive: number): void {
    const key = referral.prefix.toLowerCase();
    this.#kept.delete(key); // the one that was told last stands at the end
    this.#kept.set(key, { referral, until: this.#now() + timeToLive * 1000 });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MOST_REFERRALS && oldest.done !== true) this.#kept.delete(oldest.value);
  }

  /** The target that answered is asked first from now on. */
  prefer(referral: Referral, target: DfsTarget): void {
    const key = referral.prefix.toLowerCase();
    const kept = this.#kept.get(key);
    if (kept?.referral !== referral || referral.targets[0] === target) return;
    const targets = [target, ...referral.targets.filter(each => each !== target)];
    this.#kept.set(key, { ...kept, referral: { ...referral, targets } });
  }
}
