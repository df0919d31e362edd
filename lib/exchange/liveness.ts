import { SmbError } from '../errors.ts';
import { commandName } from '../wire/smb2/command.ts';
import type { Core } from './core.ts';
import type { Entry } from './ledger.ts';
import type { Request } from './request.ts';

/** Deadlines of an exchange, in milliseconds. */
export interface LivenessOptions {
  /** A server that owes an answer and sends nothing for this long is given up. */
  readonly silence: number;
  /** After this long without traffic an ECHO asks whether the server is there; 0 never asks. */
  readonly idle: number;
  /** Makes the ECHO; `undefined` before there is a session (Windows wants a valid session id). */
  readonly probe: () => Request | undefined;
}

/**
 * Frames in a row that answer nothing, but while they arrive count as signs of life: more than an honest server has to
 * say between two answers. Beyond that, a server that floods with notices is as silent as one that says nothing.
 */
const MOST_CHATTER = 64;

/**
 * Deadlines measure silence, not duration: a slow transfer may take as long as it moves. A single request
 * that the server answers others around is given up alone; a silent server takes the link with it.
 */
export class Liveness {
  readonly #exchange: Core;
  readonly #options: LivenessOptions;
  #timer: NodeJS.Timeout | undefined;
  #check: NodeJS.Immediate | undefined;
  #heard = 0;
  /** Frames since the last answer that answered nothing. */
  #chatter = 0;
  /** When the youngest request that has been answered was sent. */
  #overtaken = 0;
  #probing = false;

  constructor(exchange: Core, options: LivenessOptions) {
    this.#exchange = exchange;
    this.#options = options;
  }

  /** Something was sent. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#heard = performance.now();
    const { silence, idle } = this.#options;
    const period = Math.max(5, Math.min(silence, idle > 0 ? idle : silence) / 4);
    this.#timer = setInterval(() => {
      // once the socket was looked at: what arrived while this process was busy is no silence of the server's
      this.#check = setImmediate(() => {
        this.#tick(performance.now());
      });
    }, period);
    this.#timer.unref(); // the socket keeps the process alive, a clock alone must not
  }

  /** The server works at what it owes: an answer, or the word that one will come. */
  heard(): void {
    this.#chatter = 0;
    this.#heard = performance.now();
  }

  /** A frame grows; nobody knows yet what it will be. */
  grew(): void {
    if (this.#chatter < MOST_CHATTER) this.#heard = performance.now();
  }

  /** A frame has answered nothing: a notice, or an interim reply that is not the first. */
  chattered(): void {
    this.#chatter++;
  }

  answered(entry: Entry): void {
    this.heard();
    if (entry.since > this.#overtaken) this.#overtaken = entry.since;
  }

  stop(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#check);
  }

  #tick(now: number): void {
    const { silence, idle } = this.#options;
    const quiet = now - this.#heard;
    let patient = false;
    for (const entry of this.#exchange.ledger.values()) {
      if (entry.request.patient && entry.state === 'pending') {
        patient = true;
        continue;
      }
      const waited = now - entry.since;
      if (waited <= silence) continue;
      if (quiet > silence) {
        this.#exchange.fail(this.#timeout(entry, `the server has been silent for ${silence} ms`, true));
        return;
      }
      if (this.#overtaken - entry.since > silence && !entry.chain.orphaned) {
        this.#exchange.abandon(entry, this.#timeout(entry, `no answer within ${silence} ms`, false));
      }
    }
    if ((patient && quiet > silence) || (idle > 0 && quiet > idle)) this.#probe();
  }

  /** A missed ECHO alone proves nothing, but a server that says nothing at all for `silence` is gone. */
  #probe(): void {
    const request = this.#probing ? undefined : this.#options.probe();
    if (request === undefined) return;
    this.#probing = true;
    const done = () => {
      this.#probing = false;
    };
    this.#exchange.submit([request], { complete: done, error: done });
  }

  #timeout(entry: Entry, message: string, fatal: boolean): SmbError {
    const command = commandName(entry.request.command);
    return new SmbError({ code: 'ETIMEDOUT', message, command, outcome: 'unknown', fatal });
  }
}
