import { closePlan, type CloseResponse } from '../commands/close-plan.ts';
import type { CreateResponse } from '../commands/create.ts';
import { execute } from '../commands/execute.ts';
import { type Plan, RELATED } from '../commands/plan.ts';
import { setInfo } from '../commands/set-info.ts';
import type { Open } from '../commands/target.ts';
import { write, type WriteResponse } from '../commands/write.ts';
import { FileBasicInformation } from '../wire/fscc/file-basic-information.ts';
import { FileRenameInformation } from '../wire/fscc/file-rename-information.ts';
import { CloseFlags, CloseRequest } from '../wire/smb2/close.ts';
import { AccessMask } from '../wire/smb2/create.ts';
import { RELATED_FILE_ID } from '../wire/smb2/file-id.ts';
import { openIntent } from './open-flags.ts';
import { CLOSING, otherwise, type Outcome, related } from './small-chain.ts';
import { fileOpening } from './verbs/open.ts';
import type { Volume } from './volume.ts';

/** A small file on its way to a share. */
export interface SmallWrite {
  readonly data: Uint8Array;
  /** The name that it has until it is whole, and the one that it gets then. */
  readonly temp: string;
  readonly path: string;
  /** Ticks of 100 ns since 1601. */
  readonly lastWriteTime: bigint;
}

/** In which order a file gets its bytes and its time. */
export type Order = 'time-first' | 'bytes-first';

/** What a server made of a file's time: `lost` is told of no time that was set last. */
export type Time = 'kept' | 'lost';

const STAGING = openIntent('wx');
const RIGHTS = { ...STAGING, desiredAccess: STAGING.desiredAccess | AccessMask.DELETE };
const ignore = (): void => undefined;

const QUERY = CloseFlags.POSTQUERY_ATTRIB;
const CLOSE_AND_QUERY = CloseRequest.encode({ fileId: RELATED_FILE_ID, flags: QUERY });
/** Tells as well what the file is like after it. */
const QUERYING: Plan<CloseResponse> = {
  ...closePlan({ flags: QUERY }, undefined),
  encode: ({ fileId }) => ({
    body: fileId === RELATED_FILE_ID ? CLOSE_AND_QUERY : CloseRequest.encode({ fileId, flags: QUERY }),
  }),
};

/**
 * Writes a file under a temporary name, sets its time, gives it its name and closes it, through one handle: in two round
 * trips, since a server whose disk is full may take a part of a WRITE, and would go on to the renaming.
 */
export class SmallWriting {
  readonly #file: SmallWrite;
  readonly #order: Order;
  readonly #outcome: Outcome<Time>;
  #cancel = ignore;
  #renaming = false;
  /** Somebody waits for the outcome. */
  #told = true;
  /** Who gave it up while it was renamed waits for this. */
  #ended: (isLeft: boolean) => void = ignore;

  constructor(file: SmallWrite, order: Order, outcome: Outcome<Time>) {
    this.#file = file;
    this.#order = order;
    this.#outcome = outcome;
  }

  /** @throws {@link SmbError} what the path is refused for before anything is sent */
  start(volume: Volume): void {
    const { data, temp, path, lastWriteTime } = this.#file;
    const fileName = volume.toWire(path);
    const opening = fileOpening(volume, temp, RIGHTS);
    const stamp = setInfo(RELATED, FileBasicInformation, { lastWriteTime }).plan;
    const fill = write(RELATED, data, { offset: 0 }).plan;
    const both = this.#order === 'time-first' ? [stamp, fill] : [fill, stamp];
    const cancel = execute(related(opening, data.length === 0 ? [stamp] : both), {
      done: responses => {
        const { handle } = responses[0] as CreateResponse;
        const written = responses[both.indexOf(fill) + 1] as WriteResponse;
        const count = data.length === 0 ? 0 : written.count;
        if (count === data.length) this.#rename(handle, fileName);
        else this.#close(handle, otherwise(`the server took ${count} bytes of ${data.length}`));
      },
      error: error => this.#outcome.failed(error),
    });
    if (this.#cancel === ignore) this.#cancel = cancel; // else it was answered at once
  }

  /**
   * Gives it up: what is open is closed. A renaming that was asked for is waited for, since nobody knows when the server
   * does it, and what removes the temporary file must not meet the file under its own name.
   *
   * @returns whether the temporary file may be left
   */
  stop(): Promise<boolean> {
    this.#told = false;
    if (this.#renaming) return new Promise(resolve => (this.#ended = resolve));
    this.#cancel();
    return Promise.resolve(true);
  }

  #rename(handle: Open, fileName: string): void {
    const { data } = this.#file;
    const named = setInfo(handle, FileRenameInformation, { replaceIfExists: true, fileName });
    const asks = this.#order === 'time-first' && data.length > 0;
    const finish = [
      { plan: named.plan, target: handle, related: false },
      { plan: asks ? QUERYING : CLOSING, target: handle, related: true },
    ];
    this.#renaming = true;
    execute(finish, {
      done: ([, closed]) => {
        if (this.#told) this.#outcome.done(asks ? this.#timeIn(closed as CloseResponse) : 'kept');
        this.#ended(false);
      },
      error: error => this.#close(handle, error),
    });
  }

  #timeIn({ flags, lastWriteTime }: CloseResponse): Time {
    return (flags & QUERY) !== 0 && lastWriteTime === this.#file.lastWriteTime ? 'kept' : 'lost';
  }

  #close(handle: Open, error: unknown): void {
    this.#cancel = ignore; // a CLOSE happens, whoever waits for it
    const then = () => {
      if (this.#told) this.#outcome.failed(error);
      this.#ended(true);
    };
    execute(closing(handle), { done: then, error: then });
  }
}

function closing(handle: Open) {
  return [{ plan: closePlan({}, handle.path), target: handle, related: false }];
}
