import { addAbortSignal, finished, Readable } from 'node:stream';
import { type Observable, Subscription } from 'rxjs';

import { attach } from '../operators/attach.ts';
import { demanding, Gate } from '../operators/demand.ts';

/** Options of a Node stream that reads; as in `fs.createReadStream` where it has them. */
export interface ReadableOptions {
  /** The stream gives text instead of Buffers. */
  readonly encoding?: BufferEncoding | undefined;
  /** Bytes to buffer, and to give at once at most. Default: one READ, 64 KiB to 1 MiB. */
  readonly highWaterMark?: number | undefined;
  /** Bytes that may be asked for and not yet delivered. Default 8 MiB; a larger one pays over a long way. */
  readonly window?: number | undefined;
  /** Destroys the stream. */
  readonly signal?: AbortSignal | undefined;
  /** False leaves the file open after the end and after an error. Default true. */
  readonly autoClose?: boolean | undefined;
  /** False emits no `close`. Default true. */
  readonly emitClose?: boolean | undefined;
}

/** What a {@link SmbReadStream} reads, and how. */
export interface ReadSource<F> {
  readonly path: string;
  readonly open: Observable<F>;
  readonly bytes: (file: F) => Observable<Buffer>;
  readonly close: (file: F) => Observable<unknown>;
  /** Bytes of one READ. */
  readonly chunk: number;
}

/**
 * A Node Readable over a file. No READ is sent before somebody reads; a consumer that is slow stops the READs
 * that have not been sent, and nothing else on the connection. Every way it ends closes the file, once;
 * `close` is emitted after the server has answered that.
 *
 * Events beside those of a Readable, as in `fs`: `open` with the FileHandle, then `ready`.
 */
export class SmbReadStream<F = unknown> extends Readable {
  readonly path: string;
  /** Bytes given so far. */
  bytesRead = 0;
  /** The file is not open yet. */
  pending = true;
  readonly #source: ReadSource<F>;
  readonly #gate = new Gate();
  readonly #autoClose: boolean;
  /** Longest piece to give. */
  readonly #most: number;
  /** Lengths of the pieces in the buffer, the first one maybe consumed in part. */
  readonly #lengths: number[] = [];
  #buffered = 0;
  #file: F | undefined;
  readonly #opening = new Subscription();
  #reading: Subscription | undefined;
  /** What was not wanted any more when it came. */
  #rest: Buffer | undefined;
  #wanted = false;
  #ended = false;

  /** @internal */
  constructor(source: ReadSource<F>, options: ReadableOptions = {}) {
    const { autoClose = true, emitClose = true, encoding, highWaterMark, signal } = options;
    super({
      autoDestroy: autoClose,
      emitClose,
      highWaterMark: highWaterMark ?? source.chunk,
      ...(encoding && { encoding }),
    });
    this.#source = source;
    this.#autoClose = autoClose;
    this.#most = Math.max(1, highWaterMark ?? Infinity);
    this.path = source.path;
    process.nextTick(() => {
      this.#open();
    });
    if (signal !== undefined) addAbortSignal(signal, this);
  }

  /** Yields the bytes as they came, one view for each chunk; a `break` destroys the stream. */
  override async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, undefined> {
    let end: { readonly error?: Error | null | undefined } | undefined;
    let wake = () => {};
    const forget = finished(this, { writable: false }, error => {
      end = { error };
      wake();
    });
    const readable = () => {
      wake();
    };
    this.on('readable', readable);
    try {
      for (;;) {
        const piece = this.destroyed ? null : this.#shift();
        if (piece !== null) yield piece;
        else if (end === undefined) await new Promise<void>(resolve => (wake = resolve));
        else if (end.error) throw end.error;
        else return undefined;
      }
    } finally {
      forget();
      this.off('readable', readable);
      if (end === undefined || this.#autoClose) this.destroy();
    }
  }

  /** Called by Node when it wants bytes. */
  override _read(): void {
    this.#wanted = true;
    if (!this.#flow() || this.#ended) return; // what was left over is enough for now
    this.#gate.open();
    this.#begin();
  }

  /** @internal */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#opening.unsubscribe();
    this.#reading?.unsubscribe();
    this.#rest = undefined;
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined || !this.#autoClose) {
      callback(error);
      return;
    }
    const done = () => {
      callback(error); // whatever becomes of this CLOSE, the bytes were all there
    };
    this.#source.close(file).subscribe({ error: done, complete: done });
  }

  #open(): void {
    if (this.destroyed) return;
    attach(this.#opening, this.#source.open, {
      next: file => {
        this.#file = file;
        this.pending = false;
        this.emit('open', file);
        this.emit('ready');
        if (this.#wanted) this.#begin();
      },
      error: (error: Error) => {
        this.destroy(error);
      },
    });
  }

  #begin(): void {
    if (this.#file === undefined || this.#reading !== undefined || this.destroyed) return;
    this.#reading = new Subscription();
    attach(
      this.#reading,
      this.#source.bytes(this.#file),
      demanding<Buffer>(this.#gate, {
        next: data => {
          this.#rest = data;
          this.#flow();
        },
        error: (error: Error) => {
          this.destroy(error);
        },
        complete: () => {
          this.#ended = true;
          this.#flow();
        },
      }),
    );
  }

  /** Hands over what is here, as long as it is wanted; returns whether more is. */
  #flow(): boolean {
    while (this.#rest !== undefined && this.#wanted && !this.destroyed) {
      const piece = this.#rest.subarray(0, this.#most);
      this.#rest = piece.length < this.#rest.length ? this.#rest.subarray(piece.length) : undefined;
      this.bytesRead += piece.length;
      if (this.readableEncoding === null) {
        this.#lengths.push(piece.length);
        this.#buffered += piece.length;
      }
      if (!this.push(piece)) {
        this.#wanted = false;
        this.#gate.shut();
      }
      this.#forgetConsumed();
    }
    if (this.#ended && this.#rest === undefined && !this.destroyed) this.push(null);
    return this.#wanted;
  }

  /** The first piece of the buffer as it was pushed: `read()` alone would join them all. */
  #shift(): Buffer | null {
    if (this.readableEncoding !== null) return this.read() as Buffer | null;
    this.#forgetConsumed();
    const [length] = this.#lengths;
    return (length === undefined ? this.read() : this.read(length)) as Buffer | null;
  }

  #forgetConsumed(): void {
    let consumed = this.#buffered - this.readableLength;
    this.#buffered = this.readableLength;
    while (consumed > 0 && this.#lengths.length > 0) {
      const [length = 0] = this.#lengths;
      if (length > consumed) {
        this.#lengths[0] = length - consumed;
        return;
      }
      consumed -= length;
      this.#lengths.shift();
    }
  }
}
