import type { Ciphertext } from './inbound/ciphertext.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { SealedMemory } from './outbound/sealed-memory.ts';
import type { ChainObserver, Request } from './request.ts';
import type { SecurityTable } from './security.ts';
import type { Window } from './window.ts';

/** What the stages around it see of the exchange, so that none of them imports it. */
export interface Core {
  readonly window: Window;
  readonly ledger: Ledger;
  readonly security: SecurityTable;
  /** Where large sealed frames arrive. */
  readonly ciphertext: Ciphertext;
  /** Where they leave. */
  readonly sealed: SealedMemory;
  /** Requests carry their CreditCharge; false on 2.0.2, where the field is reserved. */
  readonly multiCredit: boolean;
  /** What requests of 3.x carry where replies have their status. */
  readonly channelSequence: number;
  submit(requests: readonly Request[], observer: ChainObserver): () => void;
  /** Sends outside the credit window. */
  sendRaw(frame: readonly Uint8Array[]): void;
  /** The entry has its final reply. */
  answered(entry: Entry): void;
  /** The server works at what it owes. */
  heard(): void;
  /** It said something that answers nothing. */
  chattered(): void;
  /** Neither closed nor failed. */
  readonly open: boolean;
  /** A frame that answers nothing. */
  notice(message: Uint8Array): void;
  /** Gives up one request. */
  abandon(entry: Entry, error: Error): void;
  /** Gives up everything. */
  fail(error: Error): void;
}
