import type { Outcome } from '../share/small-chain.ts';
import { complete } from './complete.ts';
import type { Entry, FileFacts, Means, WholeFiles } from './side.ts';

/** What is carried, and where to. */
export interface Load {
  readonly path: string;
  readonly to: string;
  readonly entry: Entry;
  readonly old: Entry | undefined;
}

/** From where to where. */
export type Ends = readonly [src: WholeFiles, dst: WholeFiles];

type Stage = 'fetching' | 'storing' | 'over';

/** One small file from side to side, whole in memory between the two. */
export class Carry {
  readonly #means: Means;
  readonly #src: WholeFiles;
  readonly #dst: WholeFiles;
  readonly #load: Load;
  readonly #outcome: Outcome<undefined>;
  #stage: Stage = 'fetching';
  #cancel: (() => void) | undefined;

  /** @param outcome is not told any more once it was stopped */
  constructor(means: Means, [src, dst]: Ends, load: Load, outcome: Outcome<undefined>) {
    this.#means = means;
    this.#src = src;
    this.#dst = dst;
    this.#load = load;
    this.#outcome = outcome;
  }

  start(): void {
    const { path, entry } = this.#load;
    const cancel = this.#src.fetch(path, entry, this.#means, {
      done: data => this.#store(data),
      failed: error => this.#failed(error),
    });
    this.#hold('fetching', cancel);
  }

  /** Gives it up, if it has not ended. */
  stop(): void {
    if (this.#stage === 'over') return;
    this.#stage = 'over';
    this.#cancel?.();
  }

  #store(data: Uint8Array): void {
    if (this.#stage === 'over') return;
    const { to, entry, old } = this.#load;
    const file: FileFacts = { size: entry.size, mtime: entry.mtime, old };
    try {
      complete(data.length, entry); // before anything is written
    } catch (error) {
      this.#failed(error);
      return;
    }
    this.#stage = 'storing';
    const cancel = this.#dst.store(to, file, data, this.#means, {
      done: () => {
        this.#stage = 'over';
        this.#src.give(data);
        this.#outcome.done(undefined);
      },
      failed: error => this.#failed(error),
    });
    this.#hold('storing', cancel);
  }

  /** How to cancel a stage, unless it was over before that was known. */
  #hold(stage: Stage, cancel: () => void): void {
    if (this.#stage === stage) this.#cancel = cancel;
  }

  #failed(error: unknown): void {
    if (this.#stage === 'over') return;
    this.#stage = 'over';
    this.#outcome.failed(error);
  }
}
