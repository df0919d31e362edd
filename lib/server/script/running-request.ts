import { NtStatus } from '../../wire/erref/ntstatus.ts';
import { commandName } from '../../wire/smb2/command.ts';
import type { Header } from '../../wire/smb2/header.ts';
import type { Call } from '../connection/call.ts';
import { INTERIM, type Replied, type Reply } from '../connection/reply.ts';
import type { ScriptedAnswer, ScriptedClient, ScriptedRequest } from './script.ts';

/** A request on its way through a script. */
export class RunningRequest implements ScriptedRequest {
  readonly client: ScriptedClient;
  readonly #call: Call;
  readonly #late: (reply: Reply) => void;
  #answered = false;
  #settled = false;
  readonly #more: Reply[] = [];
  #first: Replied;
  #wake: ((reply: Replied) => void) | undefined;

  /** @param late takes answers beyond the first, and interim ones */
  constructor(call: Call, client: ScriptedClient, late: (reply: Reply) => void) {
    this.client = client;
    this.#call = call;
    this.#late = late;
  }

  get header(): Header {
    return this.#call.message.header;
  }

  get command(): string {
    return commandName(this.header.command);
  }

  get message(): Uint8Array {
    return Buffer.concat(this.#call.message.parts);
  }

  get index(): number {
    return this.#call.index;
  }

  get doomed(): boolean {
    return this.#call.doomed;
  }

  answer({ status = 0, body, payload, ...altered }: ScriptedAnswer): void {
    const reply: Reply = { ...INTERIM, status, payload, altered, ...(body === undefined ? {} : { body }) };
    if (status !== NtStatus.STATUS_PENDING) {
      this.settle(reply);
      return;
    }
    const { asyncId } = altered.header ?? {};
    if (asyncId !== undefined) this.#call.asyncId = asyncId;
    this.#late(reply);
  }

  pend(): void {
    this.#call.pending();
  }

  skip(): void {
    if (!this.#answered) this.settle(undefined);
  }

  /** What its compound waits for. */
  get first(): Replied {
    return this.#answered
      ? this.#first
      : new Promise(resolve => {
          this.#wake = resolve;
        });
  }

  /** The first answer is what the compound waits for; those after it go out by themselves. */
  settle(reply: Replied): void {
    if (!this.#answered) {
      this.#answered = true;
      this.#first = reply;
      this.#wake?.(reply);
    } else if (reply instanceof Promise) {
      void reply.then(later => {
        this.settle(later);
      });
    } else if (reply !== undefined) {
      if (this.#settled) this.#late(reply);
      else this.#more.push(reply);
    }
  }

  /** The first answer is on its way: now the others may follow. */
  settled(): void {
    this.#settled = true;
    for (const reply of this.#more.splice(0)) this.#late(reply);
  }
}
