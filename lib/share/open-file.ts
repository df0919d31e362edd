import { AsyncSubject, catchError, concatMap, defer, map, type Observable, of, tap, throwError } from 'rxjs';

import { close } from '../commands/close.ts';
import type { CreateResponse } from '../commands/create.ts';
import { queryInfo } from '../commands/query-info.ts';
import type { Address, Open, Tree } from '../commands/target.ts';
import { SmbError } from '../errors.ts';
import { readInto } from '../streams/read-into.ts';
import { readRange } from '../streams/read-range.ts';
import { readToEnd } from '../streams/read-whole.ts';
import { writeAll } from '../streams/write-all.ts';
import { FileStandardInformation } from '../wire/fscc/file-standard-information.ts';
import type { Lease } from '../session/lease.ts';
import type { LeaseRequest } from '../session/lease-request.ts';
import type { FileId } from '../wire/smb2/file-id.ts';
import { FileAttributes } from '../wire/smb2/file-attributes.ts';
import type { OpenIntent } from './open-flags.ts';
import { Turns } from './turns.ts';

/** Which bytes to read one behind the other. */
export interface BytesOptions {
  /** Offset of the first byte. Default: the file's own position, which then moves on. */
  readonly start?: number | undefined;
  /** Offset behind the last byte. */
  readonly stop: number;
  /** The file was opened just now: its size need not be asked for. */
  readonly fresh?: boolean | undefined;
  /** Bytes that may be asked for and not yet delivered. Default 8 MiB. */
  readonly window?: number | undefined;
}

/** An open file with what a system keeps for a descriptor: a position, how it may be used, whether it is closed. */
export class OpenFile implements Open {
  readonly path: string;
  /** What may be kept of it, where that was asked for. */
  readonly lease: Lease | undefined;
  readonly #handle: Open;
  readonly #intent: OpenIntent;
  readonly #isFolder: boolean;
  /** What uses the position, or the end of the file, happens one after the other. */
  readonly #turns = new Turns();
  /** At least so long, as far as is known here. */
  #size: number;
  #position = 0;
  #closing: AsyncSubject<void> | undefined;
  readonly #leasing: LeaseRequest | undefined;

  constructor(response: CreateResponse, path: string, intent: OpenIntent, leasing?: LeaseRequest) {
    this.path = path;
    this.#handle = response.handle;
    this.#intent = intent;
    this.#size = Number(response.endOfFile);
    this.#isFolder = (response.fileAttributes & FileAttributes.DIRECTORY) !== 0;
    this.#leasing = leasing;
    this.lease = leasing?.lease;
  }

  get tree(): Tree {
    return this.#handle.tree;
  }

  get fileId(): FileId {
    return this.#handle.fileId;
  }

  /** @throws {SmbError} `EBADF` once closing has begun: no command goes to a handle that the server may give away */
  address(): Address {
    if (this.#closing !== undefined) throw bad(this.path, 'the file is closed');
    return this.#handle.address();
  }

  /** Fills memory; emits how many bytes there were. Without a position the file's own is used and moved. */
  read(memory: readonly Uint8Array[], position: number | undefined): Observable<number> {
    return defer(() => {
      this.#mayRead();
      if (position !== undefined) return this.#readAt(memory, position);
      return this.#turns.take(() =>
        this.#readAt(memory, this.#position).pipe(tap(count => this.#move(count))),
      );
    });
  }

  /** Writes memory; emits how many bytes. A file opened to append is written at its end, wherever that is. */
  write(data: readonly Uint8Array[], position: number | undefined): Observable<number> {
    return this.#intent.appends || position === undefined
      ? this.writing(start => writeAll(this, data, start))
      : this.#writeAt(data, position);
  }

  /** Work that writes at the position, or at the end where the file appends; the position moves by its result. */
  writing(work: (start: number) => Observable<number>): Observable<number> {
    return this.#turns.take(() =>
      this.begin(undefined).pipe(
        concatMap(start => work(start).pipe(tap(count => this.reached(start + count, true)))),
      ),
    );
  }

  /** Where writing begins. @throws {SmbError} `EBADF` when the file is not open for writing */
  begin(start: number | undefined): Observable<number> {
    return defer(() => {
      this.#mayWrite();
      return this.#intent.appends ? this.length() : of(start ?? this.#position);
    });
  }

  /** It was written up to there. */
  reached(offset: number, moves: boolean): void {
    this.#size = Math.max(this.#size, offset);
    if (moves) this.#position = offset;
  }

  /** From the position to the end in one Buffer. */
  toEnd(): Observable<Buffer> {
    return this.#turns.take(() => {
      this.#mayRead();
      return this.length().pipe(
        concatMap(size => readToEnd(this, { start: this.#position, size })),
        tap(data => this.#move(data.length)),
      );
    });
  }

  /** Bytes in order, pipelined; demand passes through. */
  bytes({ start, stop, fresh = false, window }: BytesOptions): Observable<Buffer> {
    return defer(() => {
      this.#mayRead();
      const range = { start: start ?? this.#position, stop, window };
      const size = fresh ? of(this.#size) : this.length();
      const data = size.pipe(concatMap(known => readRange(this, { ...range, size: known })));
      return start === undefined ? data.pipe(tap(({ length }) => this.#move(length))) : data;
    });
  }

  /** The size as it is now. */
  length(): Observable<number> {
    return queryInfo(this, FileStandardInformation).pipe(
      map(({ information }) => (this.#size = Number(information.endOfFile))),
    );
  }

  /** The size was set. */
  cut(length: number): void {
    this.#size = length;
  }

  /** Closes it once, however often it is asked to; a lost connection has closed it already. */
  close(): Observable<void> {
    return defer(() => {
      if (this.#closing === undefined) {
        this.#closing = new AsyncSubject();
        this.#leasing?.closed();
        const gone = (error: unknown) =>
          error instanceof SmbError && error.fatal && error.outcome === 'not-sent'
            ? of(undefined)
            : throwError(() => error);
        close(this.#handle)
          .pipe(
            map(() => undefined),
            catchError(gone),
            tap(() => {
              const failure = this.lease?.failure; // of its onBreak
              if (failure !== undefined) throw failure.error;
            }),
          )
          .subscribe(this.#closing);
      }
      return this.#closing;
    });
  }

  #readAt(memory: readonly Uint8Array[], offset: number): Observable<number> {
    return readInto(this, memory, { offset, size: this.#size });
  }

  #writeAt(data: readonly Uint8Array[], offset: number): Observable<number> {
    return defer(() => {
      this.#mayWrite();
      return writeAll(this, data, offset).pipe(tap(count => this.reached(offset + count, false)));
    });
  }

  #move(count: number): void {
    this.#position += count;
  }

  #mayRead(): void {
    this.address();
    if (!this.#intent.reads) throw bad(this.path, 'the file is not open for reading');
    if (this.#isFolder) {
      const message = 'a folder has no bytes to read: readdir lists it';
      throw new SmbError({ code: 'EISDIR', message, path: this.path, outcome: 'not-sent' });
    }
  }

  #mayWrite(): void {
    this.address();
    if (!this.#intent.writes) throw bad(this.path, 'the file is not open for writing');
  }
}

function bad(path: string, message: string): SmbError {
  return new SmbError({ code: 'EBADF', message, path, outcome: 'not-sent' });
}
