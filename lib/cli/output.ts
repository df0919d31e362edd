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

/** Standard output: data for whoever reads it, never ahead of him by more than {@link WAITING_MAX}. */
export class Output {
  readonly #sink: Sink;
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

  /** One line; a caller with many awaits each, so that a slow reader slows the work. */
  line(text: string): Promise<void> {
    return this.write(`${text}\n`);
  }

  /** One value as a line of NDJSON. */
  json(value: unknown): Promise<void> {
    return this.line(JSON.stringify(value, jsonValue));
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
    await this.#below(WAITING_MAX);
  }

  /** Resolves when everything is with the reader. @throws {OutputClosed} */
  async flush(): Promise<void> {
    await this.#below(1);
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
