import type { Writable } from 'node:stream';

import { quoteName } from './quote.ts';

/** A stream of the process: standard output or standard error. */
export type Sink = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Nobody reads what we write any more (`| head`): a quiet end, not an error. */
export class OutputClosed extends Error {
  override readonly name: string = 'OutputClosed';
}

/** Bytes that may wait in a slow reader's stream: two chunks of a pipelined read, so that the pipe never idles. */
const WAITING_MAX = 2 * 1024 * 1024;

/** Characters of lines that are written at once: what a pipe takes, and a listing has ten thousand lines. */
const LINES_MAX = 16 * 1024;

/** Standard output: data for whoever reads it, never ahead of him by more than {@link WAITING_MAX}. */
export class Output {
  readonly #sink: Sink;
  /** Lines of this turn of the event loop, not yet written. */
  #lines = '';
  #waiting = 0;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
    sink.on('error', error => {
      this.#fail(error);
    });
  }

  get isTerminal(): boolean {
    return this.#sink.isTTY === true;
  }

  /** A name from the server: quoted on a terminal, exactly as it is elsewhere. */
  name(name: string): string {
    return this.isTerminal ? quoteName(name) : name;
  }

  /** One line, written within this turn of the event loop; a caller with many awaits each, so that a slow reader slows the work. */
  line(text: string): Promise<void> {
    return this.lines([text]);
  }

  /** Many lines, for one wait. */
  async lines(texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      if (this.#error !== undefined) throw this.#error;
      if (this.#lines === '') setImmediate(() => this.#writeLines());
      this.#lines += `${text}\n`;
      if (this.#lines.length >= LINES_MAX) this.#writeLines();
      if (this.#waiting >= WAITING_MAX) await this.#below(WAITING_MAX);
    }
  }

  /** One value as a line of NDJSON. */
  json(value: unknown): Promise<void> {
    return this.jsonLines([value]);
  }

  /** Each value as a line of NDJSON. */
  jsonLines(values: readonly unknown[]): Promise<void> {
    return this.lines(values.map(value => JSON.stringify(value, jsonValue)));
  }

  /**
   * Takes a piece as it is, without a copy; resolves as soon as there is room for the next.
   *
   * @param consumed called when the piece is with the reader, and its memory free
   *
   * @throws {OutputClosed}
   */
  async write(piece: string | Uint8Array, consumed?: () => void): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    this.#writeLines();
    this.#hand(piece, consumed);
    await this.#below(WAITING_MAX);
  }

  /** Resolves when everything is with the reader. @throws {OutputClosed} */
  async flush(): Promise<void> {
    this.#writeLines();
    await this.#below(1);
  }

  #writeLines(): void {
    const lines = this.#lines;
    this.#lines = '';
    if (lines !== '' && this.#error === undefined) this.#hand(lines);
  }

  #hand(piece: string | Uint8Array, consumed?: () => void): void {
    const size = piece.length;
    this.#waiting += size;
    this.#sink.write(piece, error => {
      this.#waiting -= size;
      if (error) this.#fail(error);
      else {
        consumed?.();
        this.#stir();
      }
    });
  }

  async #below(limit: number): Promise<void> {
    while (this.#error === undefined && this.#waiting >= limit) {
      await new Promise<void>(resolve => (this.#wake = resolve));
    }
    if (this.#error !== undefined) throw this.#error;
  }

  #fail(error: Error): void {
    const { code } = error as NodeJS.ErrnoException;
    const gone =
      code === 'EPIPE' || code === 'EOF' || code === 'ECONNRESET' || code === 'ERR_STREAM_DESTROYED';
    this.#error ??= gone ? new OutputClosed('nobody reads the output', { cause: error }) : error;
    this.#stir();
  }

  #stir(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

function jsonValue(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
