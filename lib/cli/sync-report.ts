import type { Observable } from 'rxjs';

import type { SyncEvent } from '../sync/sync-event.ts';
import { Tally } from '../sync/tally.ts';
import type { Messages } from './messages.ts';
import type { Output } from './output.ts';
import { Progress } from './progress.ts';
import { formatBytes } from './sizes.ts';

/** What to tell of a sync. */
export interface SyncReportOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  readonly progress: boolean;
  readonly dryRun: boolean;
}

/** Tells of a sync as it goes: errors on standard error, the rest on standard output, sums at the end. */
export class SyncReport {
  readonly #out: Output;
  readonly #messages: Messages;
  readonly #options: SyncReportOptions;
  readonly #tally = new Tally();
  readonly #progress: Progress | undefined;
  /** Bytes of files that are being copied, by path. */
  readonly #partly = new Map<string, number>();
  #underWay = 0;
  #files = 0;
  #expected = 0;

  constructor(out: Output, messages: Messages, options: SyncReportOptions) {
    this.#out = out;
    this.#messages = messages;
    this.#options = options;
    this.#progress = options.progress ? new Progress(messages, 'sync', undefined) : undefined;
  }

  get errors(): number {
    return this.#tally.errors;
  }

  /** Follows a sync to its end. Where each file is told, a slow reader slows the work; else nobody waits for anything. */
  async follow(events: Observable<SyncEvent> & AsyncIterable<SyncEvent>): Promise<void> {
    const { json, verbose, dryRun } = this.#options;
    if (json || verbose || dryRun) {
      for await (const event of events) await this.#take(event);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      let told: Promise<void> | undefined;
      events.subscribe({
        next: event => {
          told = this.#take(event);
          told?.catch(reject);
        },
        error: reject,
        complete: () => resolve(told),
      });
    });
  }

  #take(event: SyncEvent): Promise<void> | undefined {
    this.#tally.count(event);
    this.#measure(event);
    switch (event.type) {
      case 'error': {
        const { path, error } = event;
        this.#messages.error(error);
        return this.#json({ type: 'error', path, code: error.code, message: error.message });
      }
      case 'transferred':
      case 'created':
      case 'deleted':
        return this.#json(event) ?? this.#line(event.type, event.path);
      case 'skipped':
        this.#messages.say(`${event.path}: left out (${REASONS[event.reason]})`);
        return this.#json(event);
      case 'done':
        this.#progress?.end();
        return this.#sums(true);
      default: // nobody asked for the steps of each file
        return undefined;
    }
  }

  /** It broke off: tells how far it came. */
  async fail(): Promise<void> {
    this.#progress?.stop();
    this.#tally.errors++;
    await this.#sums(false);
  }

  #measure(event: SyncEvent): void {
    if (this.#progress === undefined) return;
    if (event.type === 'scanned') {
      this.#files += event.toTransfer;
      this.#expected += event.toTransferBytes;
    } else if (event.type === 'progress') this.#along(event.path, event.bytes);
    else if (event.type === 'transferred' || event.type === 'error') this.#along(event.path, undefined);
    const { transferred, bytes } = this.#tally;
    const done = bytes + this.#underWay;
    const total = Math.max(this.#expected, done);
    this.#progress.update(done, total, `${transferred} of ${Math.max(this.#files, transferred)} files`);
  }

  #along(path: string, bytes: number | undefined): void {
    this.#underWay += (bytes ?? 0) - (this.#partly.get(path) ?? 0);
    if (bytes === undefined) this.#partly.delete(path);
    else this.#partly.set(path, bytes);
  }

  #json(record: object): Promise<void> | undefined {
    return this.#options.json ? this.#out.json(record) : undefined;
  }

  #line(what: keyof typeof DONE, path: string): Promise<void> | undefined {
    const { verbose, dryRun } = this.#options;
    if (!verbose && !dryRun) return undefined;
    const word = dryRun ? WOULD[what].padEnd(12) : DONE[what].padEnd(9);
    return this.#out.line(`${word} ${this.#out.name(path)}`);
  }

  async #sums(complete: boolean): Promise<void> {
    const { transferred, created, deleted, unchanged, skipped, errors, bytes } = this.#tally;
    const { json, dryRun } = this.#options;
    if (json) {
      const sums = { transferred, created, deleted, unchanged, skipped, errors, bytes };
      await this.#out.json({ type: 'done', ...sums, dryRun, complete });
      return;
    }
    const parts = [
      `${dryRun ? 'would transfer' : 'transferred'} ${transferred} (${formatBytes(bytes)})`,
      `${dryRun ? 'would delete' : 'deleted'} ${deleted}`,
      `unchanged ${unchanged}`,
      `errors ${errors}`,
    ];
    await this.#out.line(parts.join(', '));
  }
}

const DONE = { transferred: 'copied', created: 'made', deleted: 'deleted' } as const;
const WOULD = { transferred: 'would copy', created: 'would make', deleted: 'would delete' } as const;

const REASONS = {
  link: 'it is a link',
  special: 'it is no file',
  loop: 'the folder contains itself',
  case: 'its name differs only in case from another one',
  'not-deleted': 'nothing is deleted after an error',
} as const;
