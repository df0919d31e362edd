// [MS-SMB2] 3.3.1.7 Per Transport Connection, 3.3.5.2 Receiving Any Message
import { ProtocolError } from '../../errors.ts';
import { PREAUTH_START } from '../../crypto/preauth.ts';
import { Command } from '../../wire/smb2/command.ts';
import { Dialect } from '../../wire/smb2/dialect.ts';
import { protocolOf } from '../../wire/smb2/header.ts';
import { handlerOf } from '../commands/table.ts';
import { greetOld } from '../commands/smb1-negotiate.ts';
import { refusalOf } from '../refused.ts';
import type { Host } from '../state/host.ts';
import type { Session } from '../state/session.ts';
import { Call, type Chain, newChain } from './call.ts';
import type { Chunks } from './chunks.ts';
import { Credits } from './credits.ts';
import { admit } from './admit.ts';
import { type Agreement, HangUp, type Link } from './link.ts';
import { type Message, split } from './message.ts';
import { Outbox } from './outbox.ts';
import type { Outgoing } from './outgoing.ts';
import { errorReply, INTERIM, type Replied, type Reply } from './reply.ts';
import { Slabs } from './slabs.ts';
import { unseal } from './unseal.ts';
import type { Wire } from './wire.ts';

/** Longest message before anything was agreed on: a stranger does not get to claim memory. */
const STRANGERS_FRAME = 65_536;
/** What a message has beside its payload. */
const FRAME_ROOM = 4096;

/** The requests of one frame at work. */
interface Compound {
  /** Those that have not come up yet. */
  readonly rest: Message[];
  readonly chain: Chain;
  /** Replies that wait for those of the others. */
  readonly done: Outgoing[];
}

/** One client: its messages in, its replies out, whatever the pipe. */
export class Connection implements Link {
  readonly host: Host;
  readonly credits: Credits;
  readonly sessions = new Map<bigint, Session>();
  readonly slabs = new Slabs();
  /** What NEGOTIATE settled. */
  agreement: Agreement | undefined;
  /** The hash over the NEGOTIATE messages (3.1.1). */
  preauth: Uint8Array = PREAUTH_START;
  readonly #outbox: Outbox;
  /** Requests that are worked on, by MessageId. */
  readonly #calls = new Map<bigint, Call>();
  #lastAsync = 0n;
  #left = false;

  constructor(host: Host, wire: Wire) {
    this.host = host;
    this.credits = new Credits(host.settings.credits);
    this.#outbox = new Outbox(this, this.credits, wire);
  }

  /** Longest frame that may come now. */
  get frameLimit(): number {
    const { maxWrite, maxTransact } = this.host.settings;
    return this.agreement === undefined ? STRANGERS_FRAME : Math.max(maxWrite, maxTransact) + FRAME_ROOM;
  }

  /**
   * Takes a frame.
   * @throws {ProtocolError} when the connection must end (3.3.5.2)
   */
  receive(frame: Chunks): void {
    if (this.#outbox.closed) return;
    try {
      this.#receive(frame);
    } catch (error) {
      if (error instanceof ProtocolError) this.violated(error);
      throw error;
    }
  }

  /** The pipe is gone: what waits is given up, what is open is closed. */
  async close(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    this.#outbox.closed = true;
    this.#outbox.script?.leave();
    for (const call of this.#calls.values()) call.cancel();
    for (const session of this.sessions.values()) {
      this.host.sessions.delete(session.id);
      await session.end();
    }
    this.sessions.clear();
  }

  /** Ends the connection from our side. */
  hangUp(): void {
    this.#outbox.end();
  }

  violated(what: ProtocolError): void {
    this.#outbox.script?.violation(what);
  }

  /** Ends a session that somebody gave up or took over. */
  async endSession(session: Session): Promise<void> {
    this.sessions.delete(session.id);
    this.host.sessions.delete(session.id);
    for (const call of this.#calls.values()) if (call.chain.sessionId === session.id) call.cancel();
    await session.end();
  }

  #receive(frame: Chunks): void {
    switch (protocolOf(frame.gather(0, 4))) {
      case 'smb2':
        this.#begin(split(frame), undefined);
        return;
      case 'transform': {
        const { message, session } = unseal(this.sessions, frame);
        this.#begin(split(message), session);
        return;
      }
      case 'smb1':
        this.#greetOld(frame);
        return;
      default:
        throw new ProtocolError('not an SMB2 message');
    }
  }

  #begin(messages: readonly Message[], sealedBy: Session | undefined): void {
    for (const { header } of messages) {
      // CANCEL names the request that it is about, and takes no id of its own
      if (header.command !== Command.CANCEL) this.credits.take(header.messageId, header.creditCharge);
    }
    this.#run({ rest: [...messages], chain: newChain(messages.length, sealedBy), done: [] });
  }

  /** Answers one request after the other, at once as far as their answers are there at once. */
  #run(compound: Compound): void {
    const { rest, chain, done } = compound;
    this.#outbox.into(done, () => {
      for (
        let message = rest.shift();
        message !== undefined && !this.#outbox.closed;
        message = rest.shift()
      ) {
        const call = new Call(this, message, chain, pended => {
          this.#pend(pended, done);
        });
        const reply = this.#answer(call);
        if (reply instanceof Promise) {
          void this.#goOn(compound, call, reply);
          return;
        }
        this.#settle(call, reply);
      }
      this.#outbox.flush();
    });
  }

  async #goOn(compound: Compound, call: Call, answer: Promise<Reply | undefined>): Promise<void> {
    const reply = await answer;
    this.#outbox.into(compound.done, () => {
      this.#settle(call, reply);
    });
    this.#run(compound);
  }

  #pend(call: Call, done: Outgoing[]): void {
    call.asyncId = ++this.#lastAsync;
    this.#outbox.into(done, () => {
      this.#outbox.emit(call, INTERIM);
    });
  }

  #answer(call: Call): Replied {
    const { messageId } = call.message.header;
    if (!call.isCancel) this.#calls.set(messageId, call);
    const answered = () => {
      if (this.#calls.get(messageId) === call) this.#calls.delete(messageId);
    };
    const work = this.#admitted(call);
    const { script } = this.#outbox;
    const reply = script === undefined ? work() : script.request(call, work);
    if (reply instanceof Promise) return reply.finally(answered);
    answered();
    return reply;
  }

  /** Checks a request; what is returned answers it. */
  #admitted(call: Call): () => Replied {
    try {
      admit(call);
    } catch (error) {
      return () => this.#refuse(call, error);
    }
    return () => this.#work(call);
  }

  #work(call: Call): Replied {
    if (call.isCancel) {
      this.#cancel(call.message);
      return undefined;
    }
    try {
      const reply = handlerOf(call.message.header.command)(call);
      return reply instanceof Promise ? reply.catch((error: unknown) => this.#refuse(call, error)) : reply;
    } catch (error) {
      return this.#refuse(call, error);
    }
  }

  /** What a failure says to the client; nothing where it may not go on. */
  #refuse(call: Call, error: unknown): Reply | undefined {
    if (error instanceof HangUp) {
      this.violated(error.reason);
      this.hangUp();
      return undefined;
    }
    // 3.3.5.16: a CANCEL has no reply of its own
    if (call.isCancel) return undefined;
    return errorReply(refusalOf(error), this.agreement?.dialect === Dialect.SMB_3_1_1);
  }

  /** 3.3.5.16: by AsyncId where there is one, else by MessageId. */
  #cancel({ header }: Message): void {
    for (const call of this.#calls.values()) {
      const same =
        header.asyncId === undefined
          ? call.message.header.messageId === header.messageId
          : call.asyncId === header.asyncId;
      if (same) call.cancel();
    }
  }

  /** Ends with a reply, or none, what its compound waits for. */
  #settle(call: Call, reply: Reply | undefined): void {
    if (reply !== undefined) {
      call.chain.status = reply.status ?? 0;
      this.#outbox.emit(call, reply);
    }
    this.#outbox.script?.settled(call);
    if (call.asyncId !== undefined) this.#outbox.flush();
  }

  #greetOld(frame: Chunks): void {
    const reply = greetOld(this, frame.gather(0, frame.length));
    this.credits.take(0n, 1);
    this.#outbox.greet(reply);
  }
}
