import { type AbortError, SmbError } from '../errors.ts';
import { MAX_FRAME } from '../transport/framing.ts';
import type { FrameSink, Transport } from '../transport/transport.ts';
import { isCurrent, sendCancel } from './cancel.ts';
import type { Core } from './core.ts';
import { Ciphertext } from './inbound/ciphertext.ts';
import { place } from './inbound/place.ts';
import { receive } from './inbound/receive.ts';
import { Chain, type Entry, Ledger } from './ledger.ts';
import { Liveness, type LivenessOptions } from './liveness.ts';
import { closedByUs, commandOf, lost, toLoss } from './loss.ts';
import { assemble, frameLength } from './outbound/assemble.ts';
import { SealedMemory } from './outbound/sealed-memory.ts';
import type { ChainObserver, Request } from './request.ts';
import type { SecurityTable } from './security.ts';
import { Window } from './window.ts';

/** What an exchange is told when it is made. */
export interface ExchangeOptions extends LivenessOptions {
  /** Signing keys by session. */
  readonly security: SecurityTable;
  /** A frame that answers nothing: an oplock or lease break. */
  readonly onNotice?: (message: Uint8Array) => void;
  /** The pipe is gone: called once, after every waiter was told. */
  readonly onClosed: (error: Error | undefined) => void;
  /** Milliseconds to wait for credits when nothing is outstanding that could bring some. */
  readonly starvation?: number;
}

const STARVATION = 5_000;

/**
 * Many requests over one pipe: ids, credits, order of sending, matching of replies. It knows no command and
 * no file; one verb, `submit`, carries single commands and compounds alike.
 */
export class Exchange implements Core, FrameSink {
  readonly window = new Window();
  readonly ledger = new Ledger();
  readonly ciphertext = new Ciphertext();
  readonly sealed = new SealedMemory();
  readonly security: SecurityTable;
  /** Set once NEGOTIATE is answered; until then every request costs one credit and says 0. */
  multiCredit = false;
  /** Dialect 3.x requests carry the ChannelSequence where replies have their status. */
  channelSequence = 0;
  frameLimit = 128 * 1024;
  readonly #options: ExchangeOptions;
  readonly #liveness: Liveness;
  readonly #queue: Chain[] = [];
  #transport: Transport | undefined;
  #failure: SmbError | AbortError | undefined;
  #loss: SmbError | AbortError | undefined;
  #starving: NodeJS.Timeout | undefined;
  #pumping = false;
  readonly #onQuiet = new Set<() => void>();

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.security = options.security;
    this.#liveness = new Liveness(this, options);
  }

  /** Begins to send; a pipe that comes too late is torn down. */
  attach(transport: Transport): void {
    this.#transport = transport;
    if (this.open) this.#pump();
    else transport.destroy();
  }

  /** Neither closed nor failed. */
  get open(): boolean {
    return this.#failure === undefined;
  }

  /** Why the pipe failed; nothing while it is open, and after an end that was asked for. */
  get loss(): SmbError | AbortError | undefined {
    return this.#loss;
  }

  /**
   * Sends a chain: one request, or several as a compound in one frame. Nothing leaves before the credits for
   * all of it are at hand.
   *
   * @returns cancels: before it was sent nothing ever leaves; after it, the server is asked to stop
   * @throws {RangeError} when no frame can hold it
   */
  submit(requests: readonly Request[], observer: ChainObserver): () => void {
    const length = frameLength(requests);
    if (length > MAX_FRAME)
      throw new RangeError(`a request of ${length} bytes exceeds what a frame can hold`);
    const chain = new Chain(requests, observer);
    if (this.#failure !== undefined) {
      chain.fail(lost(chain, this.#failure));
      return () => undefined;
    }
    this.#queue.push(chain);
    this.#pump();
    return () => {
      this.#cancel(chain);
    };
  }

  /** Ends the pipe politely; what still waits fails. */
  close(): void {
    this.#down(undefined, transport => transport.close());
  }

  /** Ends everything: every waiter is told once, then `onClosed`. */
  fail(error: Error): void {
    this.#down(error, transport => transport.destroy());
  }

  /** Resolves once nothing is queued or outstanding, at the latest after `ms`. */
  quiet(ms: number): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer);
        this.#onQuiet.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#onQuiet.add(done);
    });
  }

  /** Gives up one request that the server overtook and never answered. */
  abandon(entry: Entry, error: Error): void {
    this.#askToStop(entry.chain);
    entry.chain.fail(error);
  }

  /** Sends frames outside the credit window: CANCEL consumes none. */
  sendRaw(frame: readonly Uint8Array[]): void {
    this.#transport?.send(frame);
  }

  // --- what the transport calls -------------------------------------------------------------------------

  wantsHead(): boolean {
    return this.ledger.large > 0 || this.ledger.size === 0;
  }

  place(head: Uint8Array, length: number): Uint8Array | undefined {
    return place(this, head, length);
  }

  alive(): void {
    this.#liveness.grew();
  }

  frame(message: Uint8Array, payload: Uint8Array | undefined): void {
    if (!this.open) return; // what still comes after the end concerns nobody
    receive(this, message, payload);
    this.#pump();
  }

  closed(error: Error | undefined): void {
    this.#down(
      error ??
        new SmbError({
          code: 'ECONNRESET',
          message: 'the server closed the connection',
          fatal: true,
          outcome: 'unknown',
        }),
      () => undefined,
    );
  }

  /** An entry has its final reply, or died with its frame: keeps the clocks right. */
  answered(entry: Entry): void {
    this.ledger.remove(entry);
    this.#liveness.answered(entry);
  }

  heard(): void {
    this.#liveness.heard();
  }

  chattered(): void {
    this.#liveness.chattered();
  }

  notice(message: Uint8Array): void {
    this.chattered();
    this.#options.onNotice?.(message);
  }

  // --- inside -------------------------------------------------------------------------------------------

  /** Sends what the credits allow, in the order of submission. */
  #pump(): void {
    if (this.#pumping) return; // an onSent or a synchronous reply submitted more: the loop below sees it
    this.#pumping = true;
    try {
      for (;;) {
        const chain = this.#queue[0];
        if (chain === undefined || this.#transport === undefined || this.#failure !== undefined) break;
        if (!this.#affords(chain)) break;
        this.#queue.shift();
        this.#send(chain, this.#transport);
      }
    } finally {
      this.#pumping = false;
    }
    this.#watchStarvation();
    if (this.#isQuiet()) this.#tellQuiet();
  }

  #isQuiet(): boolean {
    return this.#queue.length === 0 && this.ledger.size === 0;
  }

  #tellQuiet(): void {
    for (const done of [...this.#onQuiet]) done();
  }

  #affords(chain: Chain): boolean {
    return chain.cost <= this.window.available;
  }

  #send(chain: Chain, transport: Transport): void {
    const first = this.window.reserve(chain.cost);
    const frame = assemble(this, chain, first);
    const now = performance.now();
    for (const entry of chain.entries) {
      entry.state = 'sent';
      entry.since = now;
      this.ledger.add(entry);
    }
    this.#liveness.start();
    transport.send(frame, chain.entries[0]?.sealed === true ? () => this.sealed.give(frame) : undefined);
  }

  #cancel(chain: Chain): void {
    if (chain.orphaned) return;
    chain.orphaned = true;
    if (chain.state === 'queued') {
      const at = this.#queue.indexOf(chain);
      if (at >= 0) this.#queue.splice(at, 1);
      chain.drop();
      this.#pump(); // a dear chain may have held up cheaper ones
      return;
    }
    this.#askToStop(chain);
  }

  #askToStop(chain: Chain): void {
    if (this.#failure !== undefined) return;
    for (const entry of chain.entries) {
      if (isCurrent(entry) && !entry.request.steadfast) sendCancel(this, entry);
    }
  }

  /** Nothing is under way that could bring credits, yet some are wanted. */
  #watchStarvation(): void {
    const starving =
      this.#queue.length > 0 &&
      this.#transport !== undefined &&
      !this.#hasIncome() &&
      this.#failure === undefined;
    if (!starving) {
      clearTimeout(this.#starving);
      this.#starving = undefined;
      return;
    }
    this.#starving ??= setTimeout(() => {
      this.#starving = undefined;
      this.#starve();
    }, this.#options.starvation ?? STARVATION);
  }

  /** Without any credit the link is of no use; with too few for one chain, only that one is given up. */
  #starve(): void {
    const { available } = this.window;
    const dearest = available === 0 ? undefined : this.#queue.shift();
    const error = new SmbError({
      code: 'ERR_SMB_CREDITS',
      message: `the server granted ${available} credits where ${dearest?.cost ?? 1} are needed, and nothing is outstanding that could bring more`,
      command: dearest && commandOf(dearest),
      outcome: 'not-sent',
      fatal: dearest === undefined,
    });
    if (dearest === undefined) {
      this.fail(error);
      return;
    }
    dearest.fail(error);
    this.#pump();
  }

  /** Every final reply brings credits, and so may the first sign of any other; nobody knows when a patient one ends. */
  #hasIncome(): boolean {
    for (const { state, request } of this.ledger.values()) {
      if (state === 'sent' || request.patient !== true) return true;
    }
    return false;
  }

  #down(error: Error | undefined, end: (transport: Transport) => void): void {
    if (this.#failure !== undefined) return;
    this.#loss = error === undefined ? undefined : toLoss(error);
    const failure = (this.#failure = this.#loss ?? closedByUs());
    clearTimeout(this.#starving);
    this.#liveness.stop();
    const waiting = [...this.ledger.drain(), ...this.#queue.splice(0)];
    if (this.#transport !== undefined) end(this.#transport);
    for (const chain of waiting) chain.fail(lost(chain, failure));
    this.#tellQuiet();
    this.#options.onClosed(this.#loss);
  }
}
