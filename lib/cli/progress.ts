import type { Messages } from './messages.ts';
import { harmless } from './quote.ts';
import { formatBytes, formatSeconds } from './sizes.ts';

/** What a progress display needs of the clock; specs bring their own. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
}

const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 1_000;
/** The rate shown is that of the last seconds, not of the whole transfer. */
const RATE_OVER_MS = 5_000;
const BAR_CELLS = 24;

/** How far a transfer is: a bar on a terminal, plain lines elsewhere. */
export class Progress {
  /** Bytes transferred. */
  #done = 0;
  #total: number | undefined;
  #label: string;
  readonly #messages: Messages;
  readonly #clock: Clock;
  readonly #started: number;
  #marks: { readonly at: number; readonly done: number }[];
  #shown: number;
  #onScreen = false;

  constructor(messages: Messages, label: string, total: number | undefined, clock: Clock = performance) {
    this.#messages = messages;
    this.#label = label;
    this.#total = total;
    this.#clock = clock;
    this.#started = clock.now();
    this.#shown = this.#started;
    this.#marks = [{ at: this.#started, done: 0 }];
    messages.beforeLine = () => {
      this.#wipe();
    };
  }

  /** So many bytes more are through. */
  add(bytes: number): void {
    this.update(this.#done + bytes);
  }

  /** So many bytes are through altogether; `total` may become known, or grow, on the way. */
  update(done: number, total = this.#total, label = this.#label): void {
    this.#done = done;
    this.#total = total;
    this.#label = label;
    const now = this.#clock.now();
    const every = this.#messages.isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS;
    if (now - this.#shown < every) return;
    this.#shown = now;
    this.#marks.push({ at: now, done });
    this.#marks = this.#marks.filter(({ at }, index, all) => {
      const next = all[index + 1]; // the last mark that is old enough stays, to measure from
      return next === undefined || next.at === at || now - next.at <= RATE_OVER_MS;
    });
    this.#show(this.#text(now));
  }

  /** The last word: how much it was and how long it took. */
  end(): void {
    const seconds = Math.max((this.#clock.now() - this.#started) / 1000, 0.001);
    const rate = formatBytes(Math.round(this.#done / seconds));
    this.#wipe();
    this.#messages.beforeLine = () => undefined;
    this.#messages.line(
      `${harmless(this.#label)}: ${formatBytes(this.#done)} in ${seconds.toFixed(1)}s, ${rate}/s`,
    );
  }

  /** Takes the bar away: the transfer failed, and the error says the rest. */
  stop(): void {
    this.#wipe();
    this.#messages.beforeLine = () => undefined;
  }

  #text(now: number): string {
    const { at, done } = this.#marks[0] ?? { at: now, done: this.#done };
    const rate = now > at ? ((this.#done - done) * 1000) / (now - at) : 0;
    const label = harmless(this.#label);
    const speed = `${formatBytes(Math.round(rate))}/s`;
    if (this.#total === undefined) return `${label}: ${formatBytes(this.#done)}, ${speed}`;
    const share = this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total);
    const left = rate > 0 ? (this.#total - this.#done) / rate : Infinity;
    const sums = `${formatBytes(this.#done)} of ${formatBytes(this.#total)}`;
    const filled = Math.round(share * BAR_CELLS);
    const bar = this.#messages.isTerminal ? `[${'#'.repeat(filled)}${'-'.repeat(BAR_CELLS - filled)}] ` : '';
    return `${label}: ${bar}${Math.floor(share * 100)}%, ${sums}, ${speed}, ETA ${formatSeconds(left)}`;
  }

  #show(text: string): void {
    if (!this.#messages.isTerminal) {
      this.#messages.line(text);
      return;
    }
    // a line that wraps cannot be wiped: the label gives way, the figures are at the end
    const room = this.#messages.columns - 1;
    const fitting = text.length > room ? `...${text.slice(text.length - room + 3)}` : text;
    this.#messages.draw(`\r\x1b[K${fitting}`);
    this.#onScreen = true;
  }

  #wipe(): void {
    if (!this.#onScreen) return;
    this.#onScreen = false;
    this.#messages.draw('\r\x1b[K');
  }
}
