import { map, type Observable } from 'rxjs';

import type { Address, Open, Tree } from '../commands/target.ts';
import { Flow } from '../operators/flow.ts';
import { One } from '../operators/one.ts';
import { bytesOf } from '../streams/bytes-of.ts';
import { lines } from '../streams/lines.ts';
import { webReadable } from '../streams/web.ts';
import type { FileId } from '../wire/smb2/file-id.ts';
import { contentWriter, type FileContent } from './file-content.ts';
import { piecesOf, thenClosing } from './file-pieces.ts';
import type {
  HandleLinesOptions,
  HandlePiecesOptions,
  HandleReadOptions,
  HandleTextOptions,
  ReadResult,
  WriteResult,
} from './handle-options.ts';
import type { OpenFile } from './open-file.ts';
import { type PortionOptions, portionOf, type Position, positionOf, type View } from './portion.ts';
import { done, flow, one, type VerbName, type VerbOptions } from './verb.ts';
import type { Volume } from './volume.ts';

const DEFAULT_LENGTH = 16_384;

/** The bytes of an open file: the half of a {@link FileHandle} that reads and writes them. */
export abstract class FileBytes implements Open {
  /** @internal */
  readonly file: OpenFile;
  /** @internal */
  protected readonly volume: Volume;

  /** @internal */
  constructor(volume: Volume, file: OpenFile) {
    this.volume = volume;
    this.file = file;
  }

  /** As it was given to `open`. */
  get path(): string {
    return this.file.path;
  }

  get tree(): Tree {
    return this.file.tree;
  }

  get fileId(): FileId {
    return this.file.fileId;
  }

  /** Where commands on this file go at this moment. */
  address(): Address {
    return this.file.address();
  }

  /**
   * Reads into a buffer, which the kernel fills in place. Fewer bytes than fit come at the end of the file, 0
   * behind it. Without a position (`null`, -1) the handle's own is used and moves on.
   *
   * @throws SmbError `EBADF`, `EISDIR`; RangeError `ERR_OUT_OF_RANGE`
   */
  read<T extends View = Buffer>(
    buffer: T,
    offset?: number | null,
    length?: number | null,
    position?: Position,
  ): One<ReadResult<T>>;
  read<T extends View = Buffer>(buffer: T, options?: PortionOptions): One<ReadResult<T>>;
  read<T extends View = Buffer>(options?: HandleReadOptions<T>): One<ReadResult<T>>;
  read(
    given: View | HandleReadOptions<View> = {},
    rest?: number | null | PortionOptions,
    length?: number | null,
    position?: Position,
  ): One<ReadResult<View>> {
    return one(this.volume, this.name('read'), {}, () => {
      const isBuffer = ArrayBuffer.isView(given);
      const buffer = (isBuffer ? given : given.buffer) ?? Buffer.allocUnsafeSlow(DEFAULT_LENGTH);
      const options = isBuffer ? optionsOf(rest, length, position) : given;
      return this.file
        .read([portionOf(buffer, options)], positionOf(options.position))
        .pipe(map(bytesRead => ({ bytesRead, buffer })));
    });
  }

  /** Reads into several buffers, one after the other. */
  readv<T extends View>(
    buffers: readonly T[],
    position?: Position,
  ): One<{ bytesRead: number; buffers: readonly T[] }> {
    return one(this.volume, this.name('read'), {}, () =>
      this.file
        .read(
          buffers.map(buffer => portionOf(buffer, {})),
          positionOf(position),
        )
        .pipe(map(bytesRead => ({ bytesRead, buffers }))),
    );
  }

  /**
   * Writes all of a buffer, or of the part that is named, or a text. Without a position (`null`) the handle's own
   * is used and moves on; a file opened to append (`a`) is always written at its end.
   *
   * @throws SmbError `EBADF`, `ENOSPC`, `EACCES`; RangeError `ERR_OUT_OF_RANGE`
   */
  write<T extends View>(
    buffer: T,
    offset?: number | null,
    length?: number | null,
    position?: Position,
  ): One<WriteResult<T>>;
  write<T extends View>(buffer: T, options?: PortionOptions): One<WriteResult<T>>;
  write(text: string, position?: Position, encoding?: BufferEncoding | null): One<WriteResult<string>>;
  write(
    data: View | string,
    rest?: Position | PortionOptions,
    lengthOrEncoding?: number | BufferEncoding | null,
    position?: Position,
  ): One<WriteResult<View | string>> {
    return one(this.volume, this.name('write'), {}, () => {
      if (typeof data === 'string') {
        const encoding = (lengthOrEncoding ?? undefined) as BufferEncoding | undefined;
        return this.#write<View | string>([bytesOf(data, encoding)], rest as Position, data);
      }
      const options = optionsOf(rest as number | PortionOptions, lengthOrEncoding as number, position);
      return this.#write([portionOf(data, options)], options.position, data);
    });
  }

  /** Writes several buffers, one behind the other. */
  writev<T extends View>(
    buffers: readonly T[],
    position?: Position,
  ): One<{ bytesWritten: number; buffers: readonly T[] }> {
    return one(this.volume, this.name('write'), {}, () =>
      this.file
        .write(
          buffers.map(buffer => bytesOf(buffer)),
          positionOf(position),
        )
        .pipe(map(bytesWritten => ({ bytesWritten, buffers }))),
    );
  }

  /** From the handle's position to the end of the file; text where an encoding is given. */
  readFile(options?: { readonly encoding?: null | undefined } & VerbOptions): One<Buffer>;
  readFile(options: BufferEncoding | ({ readonly encoding: BufferEncoding } & VerbOptions)): One<string>;
  readFile(options?: BufferEncoding | HandleTextOptions): One<Buffer | string>;
  readFile(options: BufferEncoding | HandleTextOptions = {}): One<Buffer | string> {
    const { encoding, ...more } = typeof options === 'string' ? { encoding: options } : options;
    return one<Buffer | string>(this.volume, this.name('read'), more, () =>
      this.file.toEnd().pipe(map(data => (encoding ? data.toString(encoding) : data))),
    );
  }

  /** Writes at the handle's position: text, bytes, or all that a stream or another source gives. */
  writeFile(data: FileContent, options: BufferEncoding | HandleTextOptions = {}): One<void> {
    const { encoding, ...more } = typeof options === 'string' ? { encoding: options } : options;
    return done(this.volume, this.name('write'), more, () =>
      this.file.writing(start => contentWriter(data, encoding)(this, start)),
    );
  }

  /** The same as {@link FileBytes.writeFile}: only a file opened to append (`a`) is written at its end. */
  appendFile(data: FileContent, options: BufferEncoding | HandleTextOptions = {}): One<void> {
    return this.writeFile(data, options);
  }

  /**
   * The lines of the file from the handle's position, or from `start`, to `end` inclusive, without their ends
   * (`\n`, `\r\n`, `\r`): `for await` them as Node's, or pipe them. At the end, on an error and when it is left the
   * handle is closed, unless `autoClose` is false.
   *
   * A plain `subscribe` is push at wire speed; `for await` is never more than 8 MiB (`window`) ahead.
   *
   * @throws SmbError `EBADF`, `EISDIR`; `AbortError`; RangeError `ERR_OUT_OF_RANGE`; TypeError `ERR_INVALID_ARG_VALUE`
   *   (another encoding)
   * @example
   * ```ts
   * const handle = await share.open('servers.csv');
   * for await (const line of handle.readLines()) console.log(line.split(';'));
   * ```
   */
  readLines(options: HandleLinesOptions = {}): Flow<string> {
    const { autoClose = true, encoding } = options;
    return Flow.of(this.#pieces(options, autoClose).pipe(lines(encoding)));
  }

  /**
   * A Web stream of bytes (`type: 'bytes'`) from the handle's position, or from `start`, to `end` inclusive. As Node's
   * it leaves the handle open, unless `autoClose` is true.
   *
   * @example
   * ```ts
   * await using handle = await share.open('video.mp4');
   * return new Response(handle.readableWebStream({ start: 0, end: 1_048_575 }));
   * ```
   */
  readableWebStream(options: HandlePiecesOptions = {}): ReadableStream<Uint8Array> {
    const { autoClose = false } = options;
    const pieces = this.#pieces(options, autoClose);
    return autoClose ? webReadable(pieces, () => One.of(this.file.close())) : webReadable(pieces);
  }

  /** How a method is named in its errors. @internal */
  protected name(syscall: string): VerbName {
    return { syscall, path: this.path };
  }

  #write<T>(data: readonly Uint8Array[], position: Position, buffer: T): Observable<WriteResult<T>> {
    return this.file.write(data, positionOf(position)).pipe(map(bytesWritten => ({ bytesWritten, buffer })));
  }

  #pieces(options: HandlePiecesOptions, closes: boolean): Flow<Buffer> {
    return flow(this.volume, this.name('read'), { signal: options.signal }, () => {
      const data = piecesOf(this.file, options);
      return closes ? data.pipe(thenClosing(this.file)) : data;
    });
  }
}

function optionsOf(
  rest: number | null | undefined | PortionOptions,
  length: number | null | undefined,
  position: Position,
): PortionOptions {
  return typeof rest === 'object' && rest !== null ? rest : { offset: rest, length, position };
}
