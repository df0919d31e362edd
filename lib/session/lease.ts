import { defer, EMPTY, type Observable, type ObservableInput, Subject, takeUntil, timer } from 'rxjs';

import { ProtocolError } from '../errors.ts';
import { LeaseState } from '../wire/smb2/lease-break.ts';

/** What may be kept: `r` reads, `w` writes not yet sent, `h` the handle after the program has closed the file. */
export type LeaseWish = 'r' | 'rh' | 'rw' | 'rwh';

/** All of them. */
export const LEASE_WISHES: readonly LeaseWish[] = ['r', 'rh', 'rw', 'rwh'];

/** The server wants a lease back, or a part of it. */
export interface LeaseBreak {
  readonly lease: Lease;
  /** What was held, in the letters of {@link LeaseWish}; empty for nothing. */
  readonly from: string;
  /** What remains. */
  readonly to: string;
  /** Whoever opens the file waits until this is acknowledged, which happens by itself. */
  readonly waiting: boolean;
}

/** Work to do before a break is acknowledged. */
export type OnLeaseBreak = (broken: LeaseBreak) => ObservableInput<unknown> | undefined;

/** Milliseconds that such work gets: Windows and Samba wait 35 s, then they take the lease without a word. */
const PATIENCE = 20_000;

/**
 * Breaks of one lease that may be under way at once: before the answer to CREATE, or not yet acknowledged. A server
 * takes a lease away in at most three steps, and waits for each.
 */
const MOST_BREAKS = 8;

const LETTERS = [
  ['r', LeaseState.READ_CACHING],
  ['w', LeaseState.WRITE_CACHING],
  ['h', LeaseState.HANDLE_CACHING],
] as const;

/** The letters of {@link LeaseWish} as bits of `LeaseState`. */
export function leaseBits(letters: string): number {
  return LETTERS.reduce((bits, [letter, bit]) => (letters.includes(letter) ? bits | bit : bits), 0);
}

function lettersOf(bits: number): string {
  return LETTERS.map(([letter, bit]) => ((bits & bit) === 0 ? '' : letter)).join('');
}

/** A server's word that a lease is, or becomes, this. */
export interface LeaseNews {
  /** Bits of `LeaseState`. */
  readonly state: number;
  /** Counts the changes; missing before version 2. */
  readonly epoch?: number | undefined;
}

/**
 * What a handle may keep in a cache, as long as nobody else wants to have it otherwise. Of 2.0.2 servers it is an
 * oplock, which means the same.
 *
 * @example
 * ```ts
 * await using handle = await share.open('plan.ods', 'r', { lease: 'rh' });
 * handle.lease?.breaks$.subscribe(({ from, to }) => console.log(`${from} is now ${to}`));
 * ```
 */
export class Lease {
  /** As it was given to `open`. */
  readonly path: string;
  /** Every break; completes when the handle is closed, or lost. Not replayed. */
  readonly breaks$: Observable<LeaseBreak>;
  readonly #breaks = new Subject<LeaseBreak>();
  readonly #onBreak: OnLeaseBreak;
  #acknowledge: ((state: number) => Observable<unknown>) | undefined;
  #state = 0;
  #epoch: number | undefined;
  /** Breaks that came before the answer to CREATE did. */
  readonly #early: (() => void)[] = [];
  /** Breaks whose work, or acknowledgement, is not done. */
  #breaking = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  /** @internal */
  constructor(path: string, onBreak: OnLeaseBreak = () => undefined) {
    this.path = path;
    this.breaks$ = this.#breaks.asObservable();
    this.#onBreak = onBreak;
  }

  /** What may be kept at this moment, in the letters of {@link LeaseWish}: empty where nothing may. */
  get state(): string {
    return lettersOf(this.#state);
  }

  /**
   * What `onBreak` failed with first, if it did. The break was acknowledged all the same; what was kept may be lost, so
   * `handle.close()` fails with it.
   */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** @internal The server has granted so much. */
  grant({ state, epoch }: LeaseNews, acknowledge: (state: number) => Observable<unknown>): void {
    this.#state = state;
    this.#epoch = epoch;
    this.#acknowledge = acknowledge;
    for (const broken of this.#early.splice(0)) broken();
  }

  /**
   * The server wants it back, and may be waiting for the acknowledgement.
   *
   * @internal
   * @throws {@link ProtocolError} where it does so again and again without waiting
   */
  break(news: LeaseNews, waiting: boolean): void {
    const acknowledge = this.#acknowledge;
    if (this.#early.length + this.#breaking >= MOST_BREAKS) {
      throw new ProtocolError(`the server breaks one lease more than ${MOST_BREAKS} times without waiting`);
    }
    if (acknowledge === undefined) {
      this.#early.push(() => {
        this.break(news, waiting);
      });
      return;
    }
    const from = this.state;
    if (this.#isNews(news)) this.#state &= news.state; // a break never gives anything
    const broken: LeaseBreak = { lease: this, from, to: this.state, waiting };
    const work = defer(() => this.#onBreak(broken) ?? EMPTY).pipe(takeUntil(timer(PATIENCE)));
    this.#breaks.next(broken);
    // whoever opens the file waits: he is not to wait longer since something failed here
    const failed = (error: unknown) => {
      this.#failure ??= { error };
    };
    this.#breaking++;
    work.subscribe({ error: failed }).add(() => {
      if (waiting && !this.#ended) this.#answer(acknowledge(news.state));
      else this.#breaking--;
    });
  }

  /** @internal The handle is closed, or lost. */
  end(): void {
    this.#ended = true;
    this.#state = 0;
    this.#breaks.complete();
  }

  #answer(acknowledgement: Observable<unknown>): void {
    const answered = acknowledgement.subscribe({
      error: () => {
        this.#state = 0; // it came too late, or the link is gone: either way nothing may be kept
      },
    });
    answered.add(() => this.#breaking--);
  }

  /** [MS-SMB2] 3.2.5.19.2: epochs wrap; what is not newer tells nothing new. */
  #isNews({ epoch }: LeaseNews): boolean {
    if (epoch === undefined || this.#epoch === undefined) return true;
    const newer = ((epoch - this.#epoch) & 0xffff) < 0x8000 && epoch !== this.#epoch;
    if (newer) this.#epoch = epoch;
    return newer;
  }
}
