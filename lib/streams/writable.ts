import { addAbortSignal, Writable } from 'node:stream';
import { type Observable, Subscription } from 'rxjs';

import type { Open } from '../commands/target.ts';
import { attach } from '../operators/attach.ts';
import { WriteBehind } from './write-behind.ts';

/** Options of a Node stream that writes; as in `fs.createWriteStream` where it has them. */
export interface WritableOptions {
  /** Of texts. Default utf8. */
  readonly encoding?: BufferEncoding | undefined;
  /** Bytes to take before `write` returns false, beside the window. Default: one WRITE, 64 KiB to 1 MiB. */
  readonly highWaterMark?: number | undefined;
  /** Bytes that may be held or unanswered, together. Default 8 MiB; a larger one pays over a long way. */
  readonly window?: number | undefined;
  /** Destroys the stream. */
  readonly signal?: AbortSignal | undefined;
  /** False leaves the file open after the end and after an error. Default true. */
  readonly autoClose?: boolean | undefined;
  /** False emits no `close`. Default true. */
  readonly emitClose?: boolean | undefined;
}

/** Where an {@link SmbWriteStream} writes, and how. */
export interface WriteTarget<F extends Open> {
  readonly path: string;
  readonly open: Observable<F>;
  /** The offset of the first byte. */
  readonly start: (file: F) => Observable<number>;
  /** The server has the bytes up to this offset. */
  readonly reached: (file: F, offset: number) => void;
  /** What is to be done when all is written, before the file is closed. */
  readonly last: ((file: F) => Observable<unknown>) | undefined;
  readonly close: (file: F) => Observable<unknown>;
  /** An error of a command as the stream shall tell it. */
  readonly named: (error: unknown) => unknown;
  /** Bytes of one WRITE. */
  readonly chunk: number;
}

type Callback = (error?: Error | null) => void;

/**
 * A Node Writable over a file. Several WRITEs are in flight, 8 MiB together (`window`); bytes are taken while there is room
 * and sent from the memory they lie in, small ones gathered. A callback given to `write` is called when the
 * server has those bytes: before that their memory must not change. `finish` comes after the server has
 * everything and has closed the file.
 *
 * Events beside those of a Writable, as in `fs`: `open` with the FileHandle, then `ready`.
 */
export class SmbWriteStream<F extends Open = Open> extends Writable {
  readonly path: string;
  /** Bytes that the server has, from the start on without a gap. */
  bytesWritten = 0;
  /** The file is not open yet. */
  pending = true;
  readonly #target: WriteTarget<F>;
  readonly #window: number | undefined;
  readonly #autoClose: boolean;
  /** Callbacks of users, and how many bytes the server must have for each. */
  readonly #callbacks: { readonly at: number; readonly call: Callback }[] = [];
  /** Bytes given to `write` so far. */
  #given = 0;
  #file: F | undefined;
  readonly #working = new Subscription();
  #writer: WriteBehind | undefined;
  /** What Node asked for before the file was open. */
  #early: (() => void) | undefined;
  /** Tells Node that what it gave is taken; held back until there is room. */
  #accept: Callback | undefined;

  /** @internal */
  constructor(target: WriteTarget<F>, options: WritableOptions = {}) {
    const { autoClose = true, emitClose = true, encoding, highWaterMark, signal, window } = options;
    if (window !== undefined && !(window > 0))
      throw new RangeError(`a window of ${window} bytes lets nothing through`);
    super({
      autoDestroy: autoClose,
      emitClose,
      highWaterMark: highWaterMark ?? target.chunk,
      ...(encoding && { defaultEncoding: encoding }),
    });
    this.#target = target;
    this.#window = window;
    this.#autoClose = autoClose;
    this.path = target.path;
    process.nextTick(() => {
      this.#open();
    });
    if (signal !== undefined) addAbortSignal(signal, this);
  }

  /**
   * Takes bytes, or text. They must not change before the callback, which comes when the server has them.
   *
   * @returns false when it is time to wait for `drain`
   */
  override write(chunk: unknown, callback?: (error: Error | null | undefined) => void): boolean;
  /** The same for text in an encoding of its own. */
  override write(
    chunk: unknown,
    encoding: BufferEncoding,
    callback?: (error: Error | null | undefined) => void,
  ): boolean;
  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    const call = (typeof encoding === 'function' ? encoding : callback) as Callback | undefined;
    const charset = typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined;
    const at = this.#given + sizeOf(chunk, charset ?? 'utf8');
    // Node calls this back when the bytes are taken, and with an error when they are not
    const taken = (error?: Error | null) => {
      if (error instanceof Error) call?.(error);
      else if (call !== undefined) this.#whenSafe(at, call);
    };
    const goOn = charset === undefined ? super.write(chunk, taken) : super.write(chunk, charset, taken);
    this.#given = at;
    return goOn;
  }

  /** @internal */
  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: Callback): void {
    this._writev([{ chunk }], callback);
  }

  /** @internal */
  override _writev(chunks: readonly { readonly chunk: Uint8Array }[], callback: Callback): void {
    const writer = this.#writer;
    this.#accept = undefined; // what is acknowledged meanwhile must not let Node bring more before this is added
    if (writer === undefined) {
      this.#accept = callback;
      this.#early = () => {
        this._writev(chunks, callback);
      };
      return;
    }
    for (const { chunk } of chunks) writer.add(chunk);
    this.#accept = callback;
    this.#takeMore();
  }

  /** @internal */
  override _final(callback: Callback): void {
    const [writer, file] = [this.#writer, this.#file];
    if (writer === undefined || file === undefined) {
      this.#early = () => {
        this._final(callback);
      };
      return;
    }
    writer.end(() => {
      const { last } = this.#target;
      if (last === undefined) this.#close(callback);
      else {
        attach(this.#working, last(file), {
          error: callback,
          complete: () => {
            this.#close(callback);
          },
        });
      }
    });
  }

  /** @internal */
  override _destroy(error: Error | null, callback: Callback): void {
    this.#working.unsubscribe();
    this.#writer?.cancel();
    // The answer to CLOSE also tells that the socket no longer reads from the memory of earlier WRITEs.
    this.#close(() => {
      const reason = error ?? destroyed();
      for (const { call } of this.#callbacks.splice(0)) call(reason);
      this.#accept?.(reason);
      callback(error);
    });
  }

  #open(): void {
    if (this.destroyed) return;
    const fail = (error: Error) => {
      this.destroy(error);
    };
    attach(this.#working, this.#target.open, {
      next: file => {
        this.#file = file;
        attach(this.#working, this.#target.start(file), {
          next: start => {
            this.#begin(file, start);
          },
          error: fail,
        });
      },
      error: fail,
    });
  }

  #begin(file: F, start: number): void {
    this.#writer = new WriteBehind(file, {
      start,
      window: this.#window,
      acknowledged: bytes => {
        this.bytesWritten = bytes;
        this.#target.reached(file, start + bytes);
        this.#acknowledge();
      },
      failed: error => {
        this.destroy(this.#target.named(error) as Error);
      },
    });
    this.pending = false;
    this.emit('open', file);
    this.emit('ready');
    const early = this.#early;
    this.#early = undefined;
    if (!this.destroyed) early?.();
  }

  #whenSafe(at: number, call: Callback): void {
    if (at <= this.bytesWritten) call();
    else if (this.destroyed && this.#file === undefined) call(this.errored ?? destroyed());
    else this.#callbacks.push({ at, call });
  }

  #acknowledge(): void {
    while (this.#callbacks[0] !== undefined && this.#callbacks[0].at <= this.bytesWritten) {
      this.#callbacks.shift()?.call();
    }
    this.#takeMore();
  }

  /** Lets Node hand over what comes next, if there is room. */
  #takeMore(): void {
    const accept = this.#accept;
    if (this.#writer?.hasRoom !== true || this.destroyed) return;
    this.#accept = undefined;
    accept?.();
  }

  /** Closes the file, unless that has been done or is somebody else's. */
  #close(done: Callback): void {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined || !this.#autoClose) {
      done();
      return;
    }
    this.#target.close(file).subscribe({ error: done, complete: () => done() });
  }
}

function sizeOf(chunk: unknown, encoding: BufferEncoding): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk, encoding);
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

function destroyed(): Error {
  return Object.assign(new Error('The stream was destroyed before the server had these bytes'), {
    code: 'ERR_STREAM_DESTROYED',
  });
}
