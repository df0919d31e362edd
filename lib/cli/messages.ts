import { inspect } from 'node:util';

import { explain } from './explain.ts';
import type { Sink } from './output.ts';
import { harmless } from './quote.ts';

/** Standard error: one line an event, harmless to the terminal. */
export class Messages {
  /** Where the progress bar stands too, which is wiped before a message. */
  beforeLine: () => void = () => undefined;
  readonly #sink: Sink;
  readonly #verb: string;
  readonly #debug: boolean;

  /** @param debug errors with their stacks and causes, for NODE_DEBUG=rxsmb */
  constructor(sink: Sink, verb: string, debug: boolean) {
    this.#sink = sink;
    this.#verb = verb;
    this.#debug = debug;
    sink.on('error', () => undefined); // nobody listens: no reason to stop working
  }

  get isTerminal(): boolean {
    return this.#sink.isTTY === true;
  }

  get columns(): number {
    return this.#sink.columns ?? 80;
  }

  /** `rxsmb: verb: text`. */
  say(text: string): void {
    this.line(`rxsmb: ${this.#verb === '' ? '' : `${this.#verb}: `}${harmless(text)}`);
  }

  /** What went wrong, where, and what to do about it. */
  error(error: unknown, hint?: string): void {
    this.say(`${explain(error)}${hint === undefined ? '' : `; ${hint}`}`);
    if (this.#debug) this.line(inspect(error, { depth: 4 }));
  }

  /** A line as it is. */
  line(text: string): void {
    this.beforeLine();
    this.#sink.write(`${text}\n`);
  }

  /** Moves about on the terminal: for the progress bar alone. */
  draw(text: string): void {
    this.#sink.write(text);
  }
}
