import { closePlan } from '../commands/close-plan.ts';
import type { CreateResponse } from '../commands/create.ts';
import { execute, type Step } from '../commands/execute.ts';
import type { Pdu } from '../commands/pdu.ts';
import { type Plan, RELATED } from '../commands/plan.ts';
import { read, type ReadResponse } from '../commands/read.ts';
import { setInfo } from '../commands/set-info.ts';
import type { Open } from '../commands/target.ts';
import { write, type WriteResponse } from '../commands/write.ts';
import { SmbError } from '../errors.ts';
import { FileBasicInformation } from '../wire/fscc/file-basic-information.ts';
import { FileRenameInformation } from '../wire/fscc/file-rename-information.ts';
import { CloseRequest } from '../wire/smb2/close.ts';
import { AccessMask } from '../wire/smb2/create.ts';
import { RELATED_FILE_ID } from '../wire/smb2/file-id.ts';
import { openIntent } from './open-flags.ts';
import { fileOpening } from './verbs/open.ts';
import type { Volume } from './volume.ts';

/** Who waits for a whole file; exactly one of the two is called, unless it is cancelled. */
export interface Outcome<T> {
  done(value: T): void;
  failed(error: unknown): void;
}

/** A small file on its way to a share. */
export interface SmallWrite {
  readonly data: Uint8Array;
  /** The name that it has until it is whole, and the one that it gets then. */
  readonly temp: string;
  readonly path: string;
  /** Ticks of 100 ns since 1601. */
  readonly lastWriteTime: bigint;
}

const CLOSE_RELATED = CloseRequest.encode({ fileId: RELATED_FILE_ID });
const READING = openIntent('r');
const STAGING = withDelete(openIntent('wx'));
const ignore = (): void => undefined;

/** The CLOSE of what the chain has opened: always the same bytes, and of its answer only the status matters. */
const CLOSING: Plan<undefined> = {
  ...closePlan({}, undefined),
  encode: () => ({ body: CLOSE_RELATED }),
  decode: () => undefined,
};

/**
 * Files of one READ or WRITE, thousands at a time: without the Observables that the verbs are made of, which cost more
 * than the file. What is refused here (it may lie behind a link, on another server, be larger than it was) is to be
 * done again by the verb, which knows how, and names the error.
 */
export class SmallFiles {
  readonly #volume: Volume;

  constructor(volume: Volume) {
    this.#volume = volume;
  }

  /**
   * Reads a whole file in one round trip.
   *
   * @param size as a listing told it
   * @returns cancels
   */
  read(path: string, size: number, outcome: Outcome<Buffer>): () => void {
    return guarded(outcome, () => {
      this.#volume.check();
      const opening = fileOpening(this.#volume, path, READING);
      const reading = read(RELATED, { offset: 0, length: size + 1 });
      return execute(related(opening, [reading.plan, CLOSING]), {
        done([{ endOfFile }, { data }]: readonly [CreateResponse, ReadResponse]) {
          if (data.length === Number(endOfFile) && data.length <= size) outcome.done(data);
          else outcome.failed(otherwise(`the file is larger than the ${size} bytes that were listed`));
        },
        error: error => outcome.failed(error),
      });
    });
  }

  /**
   * Writes a file under a temporary name, sets its time, gives it its name and closes it, through one handle: in two
   * round trips, since a server whose disk is full may take a part of a WRITE, and would go on to the renaming.
   * What fails, or is cancelled, may leave the temporary file behind, closed.
   *
   * @returns cancels
   */
  write({ data, temp, path, lastWriteTime }: SmallWrite, outcome: Outcome<undefined>): () => void {
    return guarded(outcome, () => {
      this.#volume.check();
      let cancel = ignore;
      let handle: Open | undefined;
      const fileName = this.#volume.toWire(path);
      const opening = fileOpening(this.#volume, temp, STAGING);
      const stamp = setInfo(RELATED, FileBasicInformation, { lastWriteTime });
      const rest = data.length === 0 ? [stamp.plan] : [write(RELATED, data, { offset: 0 }).plan, stamp.plan];
      const refused = (error: unknown) => {
        const mine = handle;
        handle = undefined;
        cancel = mine === undefined ? ignore : closing(mine, () => outcome.failed(error));
        if (mine === undefined) outcome.failed(error);
      };
      const rename = (opened: Open) => {
        const named = setInfo(opened, FileRenameInformation, { replaceIfExists: true, fileName });
        const finish = [
          { plan: named.plan, target: opened, related: false },
          { plan: CLOSING, target: opened, related: true },
        ];
        const stop = execute(finish, {
          done() {
            handle = undefined;
            outcome.done(undefined);
          },
          error: refused,
        });
        if (handle !== undefined) cancel = stop;
      };
      const begun = execute(related(opening, rest), {
        done([created, written]: readonly [CreateResponse, WriteResponse]) {
          handle = created.handle;
          const count = data.length === 0 ? 0 : written.count;
          if (count === data.length) rename(handle);
          else refused(otherwise(`the server took ${count} bytes of ${data.length}`));
        },
        error: error => outcome.failed(error),
      });
      if (cancel === ignore) cancel = begun;
      return () => {
        const mine = handle;
        handle = undefined;
        cancel();
        if (mine !== undefined) closing(mine, ignore);
      };
    });
  }
}

function withDelete<T extends { readonly desiredAccess: number }>(intent: T): T {
  return { ...intent, desiredAccess: intent.desiredAccess | AccessMask.DELETE };
}

function related({ plan, target }: Pdu<unknown>, rest: readonly Plan<unknown>[]): readonly Step[] {
  return [{ plan, target, related: false }, ...rest.map(next => ({ plan: next, target, related: true }))];
}

function closing(handle: Open, then: () => void): () => void {
  return execute([{ plan: closePlan({}, handle.path), target: handle, related: false }], {
    done: then,
    error: then,
  });
}

function otherwise(message: string): SmbError {
  return new SmbError({ code: 'EAGAIN', message, outcome: 'unknown', retryable: true });
}

/** A path that no request can hold, a share that is closed: thrown where a request is made. */
function guarded(outcome: Outcome<never>, begin: () => () => void): () => void {
  try {
    return begin();
  } catch (error) {
    outcome.failed(error);
    return ignore;
  }
}
