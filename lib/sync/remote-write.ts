import {
  catchError,
  concat,
  defer,
  endWith,
  ignoreElements,
  map,
  type Observable,
  type ObservableInput,
  type Subscriber,
  Subscription,
  tap,
  throwError,
  toArray,
} from 'rxjs';

import { SmbError } from '../errors.ts';
import { demanding, valveOf } from '../operators/demand.ts';
import { paced } from '../operators/paced.ts';
import { parallel } from '../operators/parallel.ts';
import type { Share } from '../share/share.ts';
import { complete, notTooMany } from './complete.ts';
import type { FileFacts, Means } from './side.ts';
import { removeTemp } from './remove-temp.ts';
import { tempName } from '../share/temp-name.ts';
import { toTicks } from './ticks.ts';
import { usingFile } from './using-file.ts';
import { writePieces } from './write-pieces.ts';

/** Files up to this size are gathered, and sent in one WRITE where the server takes that much. */
const SMALL = 256 * 1024;

/** One file on its way to a share. */
export class RemoteWrite {
  readonly #share: Share;
  readonly #final: string;
  readonly #temp: string;
  readonly #file: FileFacts & Means;
  readonly #subscriber: Subscriber<number>;
  readonly #work = new Subscription();
  /** A temporary file may be there. */
  #begun = false;
  #written = 0;

  /** @param final where it belongs, in the share */
  constructor(share: Share, final: string, file: FileFacts & Means, subscriber: Subscriber<number>) {
    this.#share = share;
    this.#final = final;
    this.#temp = final.slice(0, final.lastIndexOf('/') + 1) + tempName();
    this.#file = file;
    this.#subscriber = subscriber;
  }

  start(content: ObservableInput<Uint8Array>): void {
    const work = this.#file.size <= SMALL ? this.#whole(content) : this.#piecewise(content);
    this.#work.add(
      work.subscribe(
        demanding(valveOf(this.#subscriber), {
          next: bytes => this.#subscriber.next(bytes),
          error: (error: unknown) => {
            void this.#remove().then(() => this.#subscriber.error(this.#named(error)));
          },
          complete: () => {
            this.#begun = false;
            this.#subscriber.complete();
          },
        }),
      ),
    );
  }

  /** Ends it early, if it has not ended: cancels, and removes the temporary file. Never fails. */
  stop(): Promise<void> {
    this.#work.unsubscribe();
    return this.#remove();
  }

  #whole(content: ObservableInput<Uint8Array>): Observable<number> {
    return this.#checked(content).pipe(
      toArray(),
      map(pieces => (pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces))),
      parallel(1, bytes => {
        complete(bytes.length, this.#file); // before anything is sent
        this.#begun = true;
        const staged = { path: this.#temp, lastWriteTime: toTicks(this.#file.mtime) };
        return this.#share.writeFile(this.#final, bytes, { staged }).pipe(
          catchError((error: unknown) => {
            const isRename = error instanceof SmbError && error.syscall === 'rename' && !error.fatal;
            return isRename ? this.#rename() : throwError(() => error); // that knows how to replace a read-only file
          }),
          ignoreElements(),
          endWith(undefined),
          map(() => this.#add(bytes.length)),
        );
      }),
    );
  }

  #piecewise(content: ObservableInput<Uint8Array>): Observable<number> {
    const finish = defer(() => {
      complete(this.#written, this.#file);
      return concat(this.#share.utimes(this.#temp, new Date(), toTicks(this.#file.mtime)), this.#rename());
    }).pipe(ignoreElements());
    return concat(this.#pieces(content), finish);
  }

  #pieces(content: ObservableInput<Uint8Array>): Observable<number> {
    return defer(() => {
      this.#begun = true;
      return usingFile(this.#share.open(this.#temp, 'wx'), handle =>
        writePieces(handle, this.#checked(content), this.#file),
      );
    }).pipe(tap(bytes => (this.#written = bytes)));
  }

  #checked(content: ObservableInput<Uint8Array>): Observable<Uint8Array> {
    let length = 0;
    return paced(content).pipe(tap(piece => notTooMany((length += piece.length), this.#file)));
  }

  /** Over a read-only file too, as on a local disk, where only the folder's rights count. */
  #rename(): Observable<unknown> {
    const rename = this.#share.rename(this.#temp, this.#final);
    if (this.#file.old === undefined) return rename;
    return rename.pipe(
      catchError((error: unknown) => {
        const refused = () => throwError(() => error);
        if (!(error instanceof SmbError) || error.code !== 'EACCES') return refused();
        return concat(this.#share.unlink(this.#final).pipe(catchError(refused)), rename);
      }),
    );
  }

  #add(bytes: number): number {
    return (this.#written += bytes);
  }

  /** The temporary name is none that a user knows. */
  #named(error: unknown): unknown {
    if (!(error instanceof SmbError) || error.path !== this.#temp) return error;
    const message = error.message.replaceAll(this.#temp, this.#final);
    return error.with({ path: this.#final, dest: undefined, message });
  }

  async #remove(): Promise<void> {
    if (!this.#begun) return;
    this.#begun = false;
    await removeTemp(this.#share, this.#temp);
  }
}
