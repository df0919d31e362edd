import { CREDIT_BYTES } from '../commands/charge.ts';
import type { CreateResponse } from '../commands/create.ts';
import { execute } from '../commands/execute.ts';
import { RELATED } from '../commands/plan.ts';
import { read, type ReadResponse } from '../commands/read.ts';
import { openIntent } from './open-flags.ts';
import { CLOSING, otherwise, type Outcome, related } from './small-chain.ts';
import { type Order, type SmallWrite, SmallWriting, type Time } from './small-write.ts';
import { fileOpening } from './verbs/open.ts';
import type { Volume } from './volume.ts';

const READING = openIntent('r');

/**
 * Files of one READ or WRITE, thousands at a time: without the Observables that the verbs are made of, which cost more
 * than the file. What is refused here (it may lie behind a link, on another server, be larger than it was) is to be
 * done again by the verb, which knows how, and names the error.
 */
export class SmallFiles {
  readonly #volume: Volume;
  #order: Order = 'time-first';

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
    return guarded(
      outcome,
      () => undefined,
      () => {
        this.#volume.check();
        const opening = fileOpening(this.#volume, path, READING);
        const reading = read(RELATED, { offset: 0, length: Math.min(size + 1, CREDIT_BYTES) });
        return execute(related(opening, [reading.plan, CLOSING]), {
          done([{ endOfFile }, { data }]: readonly [CreateResponse, ReadResponse]) {
            if (data.length === Number(endOfFile) && data.length <= size) outcome.done(data);
            else outcome.failed(otherwise(`the file is larger than the ${size} bytes that were listed`));
          },
          error: error => outcome.failed(error),
        });
      },
    );
  }

  /**
   * Writes a whole file in two round trips: under a temporary name, and with its own once it is whole. What fails, or is
   * cancelled, may leave the temporary file behind, closed.
   *
   * A time that is set first stays, since writing through that handle changes it no more ([MS-FSA] 2.1.4.17), and spares
   * the server what it does to keep the time of a file that is written to. A server that knows nothing of that is found out
   * by what it tells of the first files: `lost` is to be set again, and all later files get their times last.
   *
   * @returns cancels, and tells whether the temporary file may be left
   */
  write(file: SmallWrite, outcome: Outcome<Time>): () => Promise<boolean> {
    return guarded(outcome, nothingLeft, () => {
      this.#volume.check();
      const writing = new SmallWriting(file, this.#order, {
        done: time => {
          if (time === 'lost') this.#order = 'bytes-first';
          outcome.done(time);
        },
        failed: error => outcome.failed(error),
      });
      writing.start(this.#volume);
      return () => writing.stop();
    });
  }
}

/** A path that no request can hold, a share that is closed: thrown where a request is made. */
function guarded<T>(outcome: Outcome<never>, idle: () => T, begin: () => () => T): () => T {
  try {
    return begin();
  } catch (error) {
    outcome.failed(error);
    return idle;
  }
}

const nothingLeft = () => Promise.resolve(false);
